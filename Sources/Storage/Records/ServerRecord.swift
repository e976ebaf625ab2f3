package import DiscordTypes

/// Where a server stands on its way to being allowed.
package enum ServerState: String, Sendable, Hashable, CaseIterable {
    case requested, approved, rejected, deferred, revoked
}

/// A server that asked for the bot or was let in.
///
/// Key in a partitioned store: partition `GUILD#<guild>`, sort key `SERVER`; index partition `SERVERS#<state>`, sort key guild.
package struct ServerRecord: Sendable, Hashable {
    package var guild: GuildID
    package var state: ServerState
    /// The server's name as last known; text of strangers.
    package var name: String?
    package var requestedBy: UserID?
    /// Milliseconds since 1970-01-01 UTC, as are all times of records.
    package var requestedAt: Int64?
    /// The requester's answers as JSON that the store doesn't read.
    package var answers: String?
    /// Who brought it into its state, such as `user:80351110224678912` or `terminal:root`.
    package var decidedBy: String?
    package var decidedAt: Int64?
    package var reason: String?
    /// Grows with each change; the store sets it.
    package var revision: Int64

    package init(
        guild: GuildID, state: ServerState, name: String? = nil, requestedBy: UserID? = nil, requestedAt: Int64? = nil,
        answers: String? = nil, decidedBy: String? = nil, decidedAt: Int64? = nil, reason: String? = nil,
        revision: Int64 = 0
    ) {
        self.guild = guild
        self.state = state
        self.name = name
        self.requestedBy = requestedBy
        self.requestedAt = requestedAt
        self.answers = answers
        self.decidedBy = decidedBy
        self.decidedAt = decidedAt
        self.reason = reason
        self.revision = revision
    }
}
