package import DiscordTypes

/// A deferred answer that is still owed to a member.
///
/// Key in a partitioned store: partition `PENDING`, sort key interaction, with a time to live.
package struct PendingReply: Sendable, Hashable {
    package var interaction: InteractionID
    package var application: ApplicationID
    /// The interaction's token, sealed by the caller. The store never sees it in clear.
    package var sealedToken: [UInt8]
    /// What is owed: the name of a command or of a way to finish it.
    package var kind: String
    /// The job whose outcome is awaited.
    package var job: String?
    package var locale: String?
    /// Milliseconds since 1970-01-01 UTC.
    package var createdAt: Int64
    /// When the token ends; from here on the row is not read any more.
    package var expiresAt: Int64

    package init(
        interaction: InteractionID, application: ApplicationID, sealedToken: [UInt8], kind: String, job: String?,
        locale: String?, createdAt: Int64, expiresAt: Int64
    ) {
        self.interaction = interaction
        self.application = application
        self.sealedToken = sealedToken
        self.kind = kind
        self.job = job
        self.locale = locale
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}
