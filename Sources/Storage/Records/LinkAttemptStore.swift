package import DiscordTypes

/// A member's way to a provider's consent page and back.
///
/// Key in a partitioned store: partition `ATTEMPT#<digest>`, with a time to live.
package struct LinkAttemptRecord: Sendable, Hashable {
    /// SHA-256 of the `state` parameter, which itself is stored nowhere.
    package var digest: [UInt8]
    package var provider: AccountProvider
    package var user: UserID
    /// SHA-256 of the cookie of the browser that set out.
    package var browserDigest: [UInt8]
    /// The PKCE verifier (RFC 7636), sealed by the caller.
    package var sealedVerifier: [UInt8]
    package var expiresAt: Int64

    package init(
        digest: [UInt8], provider: AccountProvider, user: UserID, browserDigest: [UInt8], sealedVerifier: [UInt8],
        expiresAt: Int64
    ) {
        self.digest = digest
        self.provider = provider
        self.user = user
        self.browserDigest = browserDigest
        self.sealedVerifier = sealedVerifier
        self.expiresAt = expiresAt
    }
}

package protocol LinkAttemptStore: Sendable {
    /// Durable on return.
    func save(_ attempt: LinkAttemptRecord) async throws(StoreError)

    /// Takes the attempt out: of several callers one gets it, the others nil. Nil too where its time is over.
    func takeLinkAttempt(_ digest: [UInt8]) async throws(StoreError) -> LinkAttemptRecord?
}
