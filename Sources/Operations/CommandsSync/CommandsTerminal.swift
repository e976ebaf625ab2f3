package import DiscordREST
package import DiscordTypes
internal import Foundation
package import Interactions

/// `timmybot commands sync`: registers the slash commands, or shows what would change.
package struct CommandsTerminal: Sendable {
    private let sync: CommandSync
    private let write: @Sendable (String) -> Void

    package init(
        rest: RESTClient, application: ApplicationID,
        write: @escaping @Sendable (String) -> Void = { FileHandle.standardOutput.write(Data(($0 + "\n").utf8)) }
    ) {
        self.write = write
        sync = CommandSync(
            registered: { try await rest.commands(of: application, guild: $0.guild) },
            replace: { scope, commands in
                try await rest.replaceCommands(commands, of: application, guild: scope.guild)
            })
    }

    package func run(_ scope: CommandSync.Scope, dryRun: Bool) async throws {
        let difference = try await sync.run(scope, dryRun: dryRun)
        let place = scope.guild.map { "server \($0)" } ?? "every server"
        guard !difference.isEmpty else { return write("The commands of \(place) are up to date.") }
        for name in difference.added { write("+ /\(name)") }
        for name in difference.changed { write("~ /\(name)") }
        for name in difference.removed { write("- /\(name)") }
        write(dryRun ? "Nothing was changed: this was a dry run." : "Registered for \(place).")
    }
}

extension CommandSync.Scope {
    fileprivate var guild: GuildID? {
        switch self {
        case .global: nil
        case .guild(let guild): guild
        }
    }
}
