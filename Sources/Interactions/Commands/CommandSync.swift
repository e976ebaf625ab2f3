package import DiscordTypes

/// Brings what is registered with Discord in line with the registry. `timmybot commands sync` runs it.
package struct CommandSync: Sendable {
    package enum Scope: Hashable, Sendable {
        /// Every server; members' clients take it over within minutes.
        case global
        /// One server, at once; for trying things out.
        case guild(GuildID)
    }

    package enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// Discord would refuse these definitions. Nothing was sent.
        case invalid([String])

        package var description: String {
            switch self {
            case .invalid(let problems): "invalid commands: \(problems.joined(separator: "; "))"
            }
        }
    }

    /// `GET …/commands?with_localizations=true`.
    package var registered: @Sendable (Scope) async throws -> [ApplicationCommand]
    /// `PUT …/commands`: replaces all commands of the scope, whatever their type.
    package var replace: @Sendable (Scope, [ApplicationCommand]) async throws -> Void

    package init(
        registered: @escaping @Sendable (Scope) async throws -> [ApplicationCommand],
        replace: @escaping @Sendable (Scope, [ApplicationCommand]) async throws -> Void
    ) {
        self.registered = registered
        self.replace = replace
    }

    /// Registers `wanted` where it differs from what is registered, unless `dryRun`. Returns the difference.
    package func run(
        _ scope: Scope, wanted: [ApplicationCommand] = CommandRegistry.standard.registrations, dryRun: Bool
    ) async throws -> CommandDifference {
        let problems = CommandLimits.problems(of: wanted)
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        let difference = CommandDifference(registered: try await registered(scope), wanted: wanted)
        if !difference.isEmpty, !dryRun { try await replace(scope, wanted) }
        return difference
    }
}
