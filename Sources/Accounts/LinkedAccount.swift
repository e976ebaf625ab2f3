package import Storage

/// What a member is shown of a linked account.
package struct LinkedAccount: Hashable, Sendable {
    package var provider: AccountProvider
    package var needsRelinking: Bool
    /// Nil where the provider told nothing, or the vault can't open it.
    package var profile: AccountProfile?
    package var scopes: String
    package var mayBlend: Bool
    package var isPreferred: Bool
    /// Milliseconds since 1970-01-01 UTC, as are the other times.
    package var linkedAt: Int64
    package var consentExpiresAt: Int64?
    package var refreshedAt: Int64?

    package init(
        provider: AccountProvider, needsRelinking: Bool, profile: AccountProfile?, scopes: String, mayBlend: Bool,
        isPreferred: Bool = false, linkedAt: Int64, consentExpiresAt: Int64? = nil, refreshedAt: Int64? = nil
    ) {
        self.provider = provider
        self.needsRelinking = needsRelinking
        self.profile = profile
        self.scopes = scopes
        self.mayBlend = mayBlend
        self.isPreferred = isPreferred
        self.linkedAt = linkedAt
        self.consentExpiresAt = consentExpiresAt
        self.refreshedAt = refreshedAt
    }
}
