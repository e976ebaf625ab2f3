internal import DiscordTypes
internal import Jobs

/// An answer that was put off: what was asked, and with what to answer.
struct OwedReply: Hashable, Sendable {
    /// Milliseconds for which Discord takes edits.
    static let tokenLife: Int64 = 15 * 60 * 1_000

    var interaction: InteractionID
    var application: ApplicationID
    var token: InteractionToken
    /// The command's registered name.
    var command: String
    var job: PlaybackJob
    /// The node has confirmed that it holds the job.
    var isAccepted: Bool
    /// Milliseconds since 1970-01-01 UTC.
    var createdAt: Int64

    var expiresAt: Int64 { createdAt + Self.tokenLife }
}

/// The part of an owed reply that is sealed.
struct OwedReplyContent: Codable {
    var token: String
    var job: PlaybackJob
    var isAccepted: Bool
}
