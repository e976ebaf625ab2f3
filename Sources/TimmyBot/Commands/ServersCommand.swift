internal import Access
internal import ArgumentParser
internal import DiscordTypes
internal import Foundation
internal import Operations
internal import Storage

struct ServersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "servers", abstract: "Approve, revoke and list the servers that may use the bot.",
        subcommands: [List.self, Approve.self, Revoke.self, History.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List servers and where each stands.")

        @Option(help: "Only those: requested, approved, rejected, deferred or revoked.")
        var state: String?

        func validate() throws {
            if let state, ServerState(rawValue: state) == nil {
                throw ValidationError("--state must be requested, approved, rejected, deferred or revoked.")
            }
        }

        func run() async throws {
            try await ServersTerminal.open(Settings.load()).list(state.flatMap { ServerState(rawValue: $0) })
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a server use the bot.")

        @Argument(help: "The server's id. In Discord: developer mode on, right click the server, Copy Server ID.")
        var guild: String

        @Option(help: "Why, for the history.")
        var reason: String?

        @Option(help: "The server's name, for the list.")
        var name: String?

        func run() async throws {
            let guild = try guildID(guild)
            try await ServersTerminal.open(Settings.load()).approve(guild, reason: reason, name: name)
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a server's use of the bot.")

        @Argument(help: "The server's id.")
        var guild: String

        @Option(help: "Why, for the history.")
        var reason: String?

        func run() async throws {
            let guild = try guildID(guild)
            try await ServersTerminal.open(Settings.load()).revoke(guild, reason: reason)
        }
    }

    struct History: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show what was decided about a server.")

        @Argument(help: "The server's id.")
        var guild: String

        func run() async throws {
            let guild = try guildID(guild)
            try await ServersTerminal.open(Settings.load()).history(guild)
        }
    }
}

private func guildID(_ text: String) throws -> GuildID {
    guard let guild = GuildID(text), guild.rawValue > 0 else {
        throw ValidationError("'\(text)' is no server id: it has up to 20 digits and nothing else.")
    }
    return guild
}
