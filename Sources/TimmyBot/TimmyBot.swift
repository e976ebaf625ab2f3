internal import ArgumentParser

/// The program: its subcommands, and nothing else.
@main
struct TimmyBot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timmybot",
        abstract: "A Discord music bot for invited communities.",
        discussion: """
            Settings come from the environment, or from ./.env; `timmybot doctor` checks them.
            Without a Discord application of your own, `timmybot demo` shows everything on this machine.
            """,
        version: Version.text,
        subcommands: [
            UpCommand.self, InteractionsCommand.self, VoiceNodeCommand.self, ServersCommand.self, CommandsCommand.self,
            VaultCommand.self, DoctorCommand.self,
            DemoCommand.self,
        ])
}
