package import DiscordTypes

/// A job a node has taken on. Body and outcome are JSON that the store doesn't read.
///
/// Key in a partitioned store: partition `JOB#<id>`.
package struct JobRecord: Sendable, Hashable {
    package var id: String
    package var guild: GuildID
    package var body: String
    /// Nil until the job is done.
    package var outcome: String?
    /// Milliseconds since 1970-01-01 UTC, as are all times of records.
    package var acceptedAt: Int64
    /// From here on the row is not read any more and its id may be used again.
    package var expiresAt: Int64
    /// How often it was taken up by a node that had restarted.
    package var restarts = 0

    package init(
        id: String, guild: GuildID, body: String, outcome: String? = nil, acceptedAt: Int64, expiresAt: Int64
    ) {
        self.id = id
        self.guild = guild
        self.body = body
        self.outcome = outcome
        self.acceptedAt = acceptedAt
        self.expiresAt = expiresAt
    }
}

/// Whether an accepted job is a new one.
package enum JobAcceptance: Sendable, Hashable {
    case new
    /// The id was accepted before; this is what is stored of it.
    case known(JobRecord)
}
