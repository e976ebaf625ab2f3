package import DiscordTypes

/// A node's right to play in a guild, until it expires.
///
/// Key in a partitioned store: partition `GUILD#<guild>`, sort key `LEASE`. The row outlives the lease, for its epoch must
/// never fall.
package struct NodeLease: Sendable, Hashable {
    package var guild: GuildID
    /// The node's name, the same after a restart.
    package var node: String
    /// Grows with every acquisition. Each write of the holder carries it.
    package var epoch: Int64
    /// Milliseconds since 1970-01-01 UTC.
    package var expiresAt: Int64

    package init(guild: GuildID, node: String, epoch: Int64, expiresAt: Int64) {
        self.guild = guild
        self.node = node
        self.epoch = epoch
        self.expiresAt = expiresAt
    }
}

/// The answer to a node that asks for a guild.
package enum LeaseAcquisition: Sendable, Hashable {
    case granted(NodeLease)
    /// Another node has it.
    case held(NodeLease)
}
