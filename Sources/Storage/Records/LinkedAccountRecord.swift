package import DiscordTypes

/// Whether what is stored still opens the account.
package enum LinkedAccountState: String, Sendable, Hashable, CaseIterable {
    case active
    /// The provider refuses it, or its time is over: only the member can renew it.
    case relinkNeeded = "relink-needed"
}

/// A member's account at a provider. What opens or describes the account is sealed by the caller; the store sees none of it.
///
/// User 0 stands for the bot's own application where a provider gives it tokens too.
/// Key in a partitioned store: partition `USER#<user>`, sort key `ACCOUNT#<provider>`.
package struct LinkedAccountRecord: Sendable, Hashable {
    package var user: UserID
    package var provider: AccountProvider
    package var state: LinkedAccountState
    package var sealedAccess: [UInt8]?
    package var sealedRefresh: [UInt8]?
    /// Who the member is there, as the caller encodes it.
    package var sealedProfile: [UInt8]?
    /// What the member agreed to, as the provider names it.
    package var scopes: String
    /// Whether others' blends may use it. Off until the member says so.
    package var mayBlend: Bool
    /// What its service has comes first in the member's searches.
    package var isPreferred: Bool
    /// Milliseconds since 1970-01-01 UTC, as are all times.
    package var linkedAt: Int64
    package var accessExpiresAt: Int64?
    /// When the member's consent ends, however often it is refreshed.
    package var consentExpiresAt: Int64?
    package var refreshedAt: Int64?
    /// Discord's locale of the member, such as `de`, as it was told when they linked it.
    package var locale: String?
    /// Grows with each change; the store sets it.
    package var revision: Int64

    package init(
        user: UserID, provider: AccountProvider, state: LinkedAccountState = .active, sealedAccess: [UInt8]? = nil,
        sealedRefresh: [UInt8]? = nil, sealedProfile: [UInt8]? = nil, scopes: String = "", mayBlend: Bool = false,
        isPreferred: Bool = false, linkedAt: Int64, accessExpiresAt: Int64? = nil, consentExpiresAt: Int64? = nil,
        refreshedAt: Int64? = nil,
        locale: String? = nil, revision: Int64 = 0
    ) {
        self.user = user
        self.provider = provider
        self.state = state
        self.sealedAccess = sealedAccess
        self.sealedRefresh = sealedRefresh
        self.sealedProfile = sealedProfile
        self.scopes = scopes
        self.mayBlend = mayBlend
        self.isPreferred = isPreferred
        self.linkedAt = linkedAt
        self.accessExpiresAt = accessExpiresAt
        self.consentExpiresAt = consentExpiresAt
        self.refreshedAt = refreshedAt
        self.locale = locale
        self.revision = revision
    }
}

/// How many accounts of a provider are in a state.
package struct LinkedAccountCount: Sendable, Hashable {
    package var provider: AccountProvider
    package var state: LinkedAccountState
    package var count: Int

    package init(provider: AccountProvider, state: LinkedAccountState, count: Int) {
        self.provider = provider
        self.state = state
        self.count = count
    }
}
