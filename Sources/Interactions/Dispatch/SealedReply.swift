package import DiscordTypes

/// An owed reply as it is stored: who must be answered until when in clear, how in a sealed box.
package struct SealedReply: Hashable, Sendable {
    package var interaction: InteractionID
    package var application: ApplicationID
    package var sealed: [UInt8]
    /// The command's registered name.
    package var command: String
    /// The job's id.
    package var job: String
    package var locale: String?
    /// Milliseconds since 1970-01-01 UTC.
    package var createdAt: Int64
    /// When the token ends.
    package var expiresAt: Int64

    package init(
        interaction: InteractionID, application: ApplicationID, sealed: [UInt8], command: String, job: String,
        locale: String?, createdAt: Int64, expiresAt: Int64
    ) {
        self.interaction = interaction
        self.application = application
        self.sealed = sealed
        self.command = command
        self.job = job
        self.locale = locale
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}
