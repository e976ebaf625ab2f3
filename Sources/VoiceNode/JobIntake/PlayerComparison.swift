internal import DiscordTypes
internal import Jobs

/// Finds out what happened between two looks at a node's players.
struct PlayerComparison {
    /// Players of which a look tells that nothing but time has passed: of more they take turns, so that a full node isn't busy telling.
    static let positionsPerLook = 20

    /// As they were told of last.
    private var known: [GuildID: PlayerState] = [:]
    private var look = 0

    /// What changed since the last call, by guild. The first call tells everything.
    mutating func events(_ players: [GuildID: PlayerState]) -> [NodeEvent] {
        var events: [NodeEvent] = []
        look += 1
        let turns = (players.count + Self.positionsPerLook - 1) / Self.positionsPerLook
        for (index, (guild, state)) in players.sorted(by: { $0.key < $1.key }).enumerated() {
            guard let kind = Self.kind(from: known[guild], to: state),
                kind != .progress || known[guild]?.phase != state.phase || index % turns == look % turns
            else { continue }
            events.append(NodeEvent(kind: kind, guild: guild, player: state))
            known[guild] = state
        }
        for guild in known.keys.sorted() where players[guild] == nil {
            events.append(NodeEvent(kind: .playerEnded, guild: guild, player: nil))
            known[guild] = nil
        }
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
