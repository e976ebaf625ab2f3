internal import ArgumentParser
internal import Foundation
internal import Operations

struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Run the whole bot on this machine.",
        discussion: "Starts the endpoint and the voice node as child processes and starts one again that crashes.")

    func run() async throws {
        let settings = try Settings.load()
        do throws(SettingsError) {
            _ = try settings.credentials()
        } catch {
            throw error.exit
        }
        let supervisor = Supervisor(
            executable: ThisProgram.url,
            parts: [
                Supervisor.Part(name: "voice-node", arguments: ["voice-node"]),
                Supervisor.Part(name: "interactions", arguments: ["interactions"]),
            ],
            environment: ProcessInfo.processInfo.environment, logger: settings.logger("up"))
        let status = try await supervisor.run()
        if status != 0 { throw ExitCode(status) }
    }
}
