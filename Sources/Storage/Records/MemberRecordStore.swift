package import DiscordTypes

/// What a voice node keeps about one member beside what waits in a queue. Written by the voice node.
///
/// In a partitioned store: the partition `USER#<user>`, and a query of the sparse index on played entries by requester.
package protocol MemberRecordStore: Sendable {
    /// What the member had played, in whichever server, the latest first.
    func played(by user: UserID) async throws(StoreError) -> [PlayedEntry]

    /// What the member has waiting or playing, in whichever server.
    func queued(by user: UserID) async throws(StoreError) -> [PlayedEntry]

    /// Deletes what the member kept and shared, and their entries of queues, as far as it is older than `time`, in milliseconds
    /// since 1970-01-01 UTC. Durable on return. Returns the guilds whose player has more to forget: an entry that is the current
    /// one stays, for the player to make nobody's, and so do steps back that may name the member.
    func erase(_ user: UserID, before time: Int64) async throws(StoreError) -> Set<GuildID>
}

/// A queue entry and where it is or was.
package struct PlayedEntry: Sendable, Hashable {
    package var guild: GuildID
    package var entry: QueueEntryRecord

    package init(guild: GuildID, entry: QueueEntryRecord) {
        self.guild = guild
        self.entry = entry
    }
}

/// How many leases a node holds.
package struct NodeLeaseCount: Sendable, Hashable {
    package var node: String
    /// Leases in force.
    package var count: Int
    /// The latest end of any, in milliseconds since 1970-01-01 UTC.
    package var until: Int64

    package init(node: String, count: Int, until: Int64) {
        self.node = node
        self.count = count
        self.until = until
    }
}
