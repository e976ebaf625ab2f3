package import DiscordTypes

/// A way to a provider and back that a browser has begun. Holds hashes only: who copies the store can finish none.
///
/// Key in a partitioned store: partition `OAUTH#<state hash>`, with a time to live.
package struct OAuthAttempt: Sendable, Hashable {
    /// SHA-256 of the `state` parameter.
    package var stateHash: [UInt8]
    /// Which provider it was begun for, such as `discord`.
    package var provider: String
    /// SHA-256 of the cookie that ties it to one browser.
    package var browserHash: [UInt8]
    /// Who links an account; nil for a sign-in.
    package var user: UserID?
    /// The name of the internal page that follows, of a closed list.
    package var page: String
    /// Milliseconds since 1970-01-01 UTC; from here on the row is not read any more.
    package var expiresAt: Int64

    package init(
        stateHash: [UInt8], provider: String, browserHash: [UInt8], user: UserID?, page: String, expiresAt: Int64
    ) {
        self.stateHash = stateHash
        self.provider = provider
        self.browserHash = browserHash
        self.user = user
        self.page = page
        self.expiresAt = expiresAt
    }
}
