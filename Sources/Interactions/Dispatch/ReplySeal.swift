package import Crypto
internal import DiscordTypes
internal import FoundationEssentials
internal import Jobs
internal import Storage

/// Seals owed replies for the store: whoever copies the database can't write in anyone's channel.
///
/// XChaCha20-Poly1305 with a random nonce; the row's ids are authenticated, so that rows can't be exchanged.
package struct ReplySeal: Sendable {
    enum Failure: Error {
        /// Sealed with another key, for another row, or damaged.
        case notOurs
    }

    private static let version: UInt8 = 1
    private let cipher: XChaCha20Poly1305

    /// The key is derived from a secret of any length that stays the same over restarts.
    package init(secret: SecretBytes) throws {
        let key = HMACSHA256.authenticationCode(for: Array("timmybot owed replies v1".utf8), key: secret)
        cipher = try XChaCha20Poly1305(key: SecretBytes(copying: key))
    }

    func seal(_ reply: OwedReply) throws -> PendingReply {
        let content = OwedReplyContent(token: reply.token.revealed, job: reply.job, isAccepted: reply.isAccepted)
        let plaintext = Array(try JSONEncoder().encode(content))
        let nonce = RandomBytes.make(XChaCha20Poly1305.nonceSize)
        var box = [UInt8](repeating: 0, count: plaintext.count + XChaCha20Poly1305.tagSize)
        var output = box.mutableSpan
        try cipher.seal(
            plaintext.span, nonce: nonce.span,
            authenticating: Self.header(reply.interaction, reply.application, reply.command).span, into: &output)
        return PendingReply(
            interaction: reply.interaction, application: reply.application, sealedToken: [Self.version] + nonce + box,
            kind: reply.command, job: reply.job.id.text, locale: reply.job.requester.locale,
            createdAt: reply.createdAt, expiresAt: reply.expiresAt)
    }

    func open(_ reply: PendingReply) throws -> OwedReply {
        let start = 1 + XChaCha20Poly1305.nonceSize
        guard reply.sealedToken.first == Self.version, reply.sealedToken.count > start + XChaCha20Poly1305.tagSize
        else {
            throw Failure.notOurs
        }
        let nonce = Array(reply.sealedToken[1..<start])
        let box = Array(reply.sealedToken[start...])
        var plaintext = [UInt8](repeating: 0, count: box.count - XChaCha20Poly1305.tagSize)
        var output = plaintext.mutableSpan
        try cipher.open(
            box.span, nonce: nonce.span,
            authenticating: Self.header(reply.interaction, reply.application, reply.kind).span, into: &output)
        let content = try JSONDecoder().decode(OwedReplyContent.self, from: Data(plaintext))
        guard let token = InteractionToken(content.token) else { throw Failure.notOurs }
        return OwedReply(
            interaction: reply.interaction, application: reply.application, token: token, command: reply.kind,
            job: content.job, isAccepted: content.isAccepted, createdAt: reply.createdAt)
    }

    private static func header(
        _ interaction: InteractionID, _ application: ApplicationID, _ command: String
    ) -> [UInt8] {
        Array("owed-reply|\(version)|\(interaction)|\(application)|\(command)".utf8)
    }
}
