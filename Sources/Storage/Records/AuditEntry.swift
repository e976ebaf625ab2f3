package import DiscordTypes

/// One act of an operator or a requester. Never changed or deleted.
///
/// Key in a partitioned store: partition `AUDIT`, sort key sequence; index partition `GUILD#<guild>`.
package struct AuditEntry: Sendable, Hashable {
    /// Rises with each entry; the store sets it.
    package var sequence: Int64
    /// Nil where the act was about no server.
    package var guild: GuildID?
    /// Milliseconds since 1970-01-01 UTC.
    package var at: Int64
    /// Who, such as `user:80351110224678912` or `terminal:root`.
    package var actor: String
    /// What was done, such as `approve`.
    package var action: String
    /// Nil where the server was not known before.
    package var before: ServerState?
    /// Nil where no server's state was changed.
    package var after: ServerState?
    package var reason: String?

    package init(
        sequence: Int64 = 0, guild: GuildID?, at: Int64, actor: String, action: String, before: ServerState?,
        after: ServerState?, reason: String?
    ) {
        self.sequence = sequence
        self.guild = guild
        self.at = at
        self.actor = actor
        self.action = action
        self.before = before
        self.after = after
        self.reason = reason
    }
}
