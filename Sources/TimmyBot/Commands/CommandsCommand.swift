internal import ArgumentParser
internal import DiscordTypes
internal import Interactions
internal import Operations

struct CommandsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commands", abstract: "Register the slash commands with Discord.",
        subcommands: [Sync.self, Table.self],
        defaultSubcommand: Sync.self)

    struct Table: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print all commands as a table (docs/commands.md).")

        func run() { print(CommandTable.markdown(), terminator: "") }
    }

    struct Sync: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register the commands that differ from what is registered.",
            discussion: "For every server, where members see a change within minutes, or for one server, at once.")

        @Option(help: "Only for this server, by its id.")
        var guild: String?

        @Flag(help: "Show the difference and change nothing.")
        var dryRun = false

        func validate() throws {
            if let guild, GuildID(guild) == nil {
                throw ValidationError("'\(guild)' is no server id: it has up to 20 digits and nothing else.")
            }
        }

        func run() async throws {
            let settings = try Settings.load()
            do {
                let purpose = "to register commands"
                guard let token = settings.discordToken else {
                    throw SettingsError.missing(.discordToken, purpose: purpose)
                }
                guard let application = settings.applicationID else {
                    throw SettingsError.missing(.discordApplicationID, purpose: purpose)
                }
                let clients = try DiscordClients(settings, token: token, logger: settings.logger("commands"))
                let terminal = CommandsTerminal(rest: clients.rest, application: application)
                try await terminal.run(guild.flatMap { GuildID($0) }.map { .guild($0) } ?? .global, dryRun: dryRun)
            } catch let error as SettingsError {
                throw error.exit
            }
        }
    }
}
