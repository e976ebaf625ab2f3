internal import ArgumentParser
internal import Operations
internal import VoiceNode

struct VoiceNodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "voice-node", abstract: "Run the voice node alone: gateway, voice connections, players.")

    func run() async throws {
        let settings = try Settings.load()
        do {
            try await VoiceNodeProcess(settings).run()
        } catch let error as SettingsError {
            throw error.exit
        } catch let failure as GatewayFailure {
            throw ExitCode.hopeless("\(failure)")
        }
    }
}
