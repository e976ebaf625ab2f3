internal import ArgumentParser
internal import Operations

struct VoiceNodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "voice-node", abstract: "Run the voice node alone: gateway, voice connections, players.")

    func run() async throws {
        let settings = try Settings.load()
        do {
            try await VoiceNodeProcess(settings).run()
        } catch let error as SettingsError {
            throw error.exit
        }
    }
}
