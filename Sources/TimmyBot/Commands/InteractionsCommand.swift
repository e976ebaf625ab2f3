internal import ArgumentParser
internal import Operations

struct InteractionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interactions", abstract: "Run the endpoint alone: Discord's interactions and the web pages.")

    func run() async throws {
        let settings = try Settings.load()
        do {
            try await InteractionsProcess(settings).run()
        } catch let error as SettingsError {
            throw error.exit
        }
    }
}
