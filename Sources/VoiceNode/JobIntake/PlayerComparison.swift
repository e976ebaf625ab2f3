internal import DiscordTypes
internal import Jobs

/// Finds out what happened between two looks at a node's players.
struct PlayerComparison {
    private var known: [GuildID: PlayerState] = [:]

    /// What changed since the last call, by guild. The first call tells everything.
    mutating func events(_ players: [GuildID: PlayerState]) -> [NodeEvent] {
        var events: [NodeEvent] = []
        for (guild, state) in players.sorted(by: { $0.key < $1.key }) {
            if let kind = Self.kind(from: known[guild], to: state) {
                events.append(NodeEvent(kind: kind, guild: guild, player: state))
            }
        }
        for guild in known.keys.sorted() where players[guild] == nil {
            events.append(NodeEvent(kind: .playerEnded, guild: guild, player: nil))
        }
        known = players
        return events
    }

    /// The weightiest change; nil where nothing changed.
    private static func kind(from before: PlayerState?, to after: PlayerState) -> NodeEvent.Kind? {
        if let current = after.current, before?.current?.entry != current.entry { return .trackStarted }
        guard let before else { return .queueChanged }
        if before.waiting != after.waiting || before.current != after.current { return .queueChanged }
        return before == after ? nil : .progress
    }
}
