internal import FoundationEssentials
internal import Storage

/// A member's accounts as a file for them: everything but what opens the accounts.
package struct AccountsExport: Encodable, Sendable {
    package let user: String
    let accounts: [Account]
    let note =
        "Tokens and cookies are stored encrypted, and left out here: they would open your accounts to whoever finds this file."

    struct Account: Encodable, Sendable {
        var provider: String
        var accountID: String?
        var accountName: String?
        var plan: String?
        var agreedTo: String
        var usableInOthersBlends: Bool
        var firstInSearches: Bool
        var needsLinkingAgain: Bool
        var linkedAt: String
        var consentEnds: String?
        var lastRefreshed: String?

        init(_ account: LinkedAccount) {
            provider = account.provider.rawValue
            accountID = account.profile?.id
            accountName = account.profile?.name
            plan = account.profile?.plan
            agreedTo = account.scopes
            usableInOthersBlends = account.mayBlend
            firstInSearches = account.isPreferred
            needsLinkingAgain = account.needsRelinking
            linkedAt = Self.time(account.linkedAt)
            consentEnds = account.consentExpiresAt.map(Self.time)
            lastRefreshed = account.refreshedAt.map(Self.time)
        }

        private static func time(_ milliseconds: Int64) -> String {
            Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
        }
    }
}
