package import DiscordTypes

/// Something that changed at a voice node, as `GET /v1/events` tells it.
package struct NodeEvent: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// Another track is the current one; also told of each current track when somebody begins to listen.
        case trackStarted = "track-started"
        /// Position or phase moved on. Positions alone are told of a few players a second, who take turns.
        case progress
        /// Entries came, went or were moved; also the last one, when nothing is current any more.
        case queueChanged = "queue-changed"
        /// The guild has no player any more.
        case playerEnded = "player-ended"
    }

    package var kind: Kind
    package var guild: GuildID
    /// The state after the change; nil for `playerEnded`.
    package var player: PlayerState?

    package init(kind: Kind, guild: GuildID, player: PlayerState?) {
        self.kind = kind
        self.guild = guild
        self.player = player
    }
}
