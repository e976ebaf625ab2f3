internal import ArgumentParser
internal import Operations
internal import Vault

struct VaultCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vault", abstract: "Look at and change the keys that seal linked accounts.",
        subcommands: [Status.self, NewKey.self, Rotate.self, RemoveKey.self], defaultSubcommand: Status.self)

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say which key seals, and how much each one sealed.")

        func run() async throws {
            try await VaultTerminal.open(Settings.load()).status()
        }
    }

    struct NewKey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a new key, which seals from now on. The bot may run meanwhile.")

        @Flag(help: "Only print a new line of a key file. It is a secret.")
        var print = false

        func run() async throws {
            if print { return try VaultTerminal.printKey() }
            try await VaultTerminal.open(Settings.load()).newKey()
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seal everything anew with the key that seals now. The bot may run meanwhile.")

        @Flag(help: "Make a new key first.")
        var newKey = false

        func run() async throws {
            let terminal = try await VaultTerminal.open(Settings.load())
            if newKey { try terminal.newKey() }
            try await terminal.rotate()
        }
    }

    struct RemoveKey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take out an old key that seals nothing any more.")

        @Argument(help: "The key's id, as `timmybot vault status` shows it.")
        var id: String

        func run() async throws {
            guard let id = KeyID(id) else { throw ValidationError("'\(id)' is no key id.") }
            try await VaultTerminal.open(Settings.load()).remove(id)
        }
    }
}
