package import DiscordTypes

/// What a voice node keeps about one member beside what waits in a queue. Written by the voice node.
///
/// In a partitioned store: the partition `USER#<user>`, and a query of the sparse index on played entries by requester.
package protocol MemberRecordStore: Sendable {
    /// What the member had played, in whichever server, the latest first.
    func played(by user: UserID) async throws(StoreError) -> [PlayedEntry]

    /// Deletes what the member kept, and their entries among what was played or taken out, as far as it is older than `time`,
    /// in milliseconds since 1970-01-01 UTC. Durable on return. What waits or plays stays.
    func erase(_ user: UserID, before time: Int64) async throws(StoreError)
}

/// A queue entry of the past and where it was.
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
