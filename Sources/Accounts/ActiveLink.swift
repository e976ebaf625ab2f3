package import DiscordTypes
package import Storage

/// That a member's account works, and what the member wishes of it; nothing of who they are there.
package struct ActiveLink: Hashable, Sendable {
    package var provider: AccountProvider
    /// Milliseconds since 1970-01-01 UTC. Another time is another link.
    package var linkedAt: Int64
    /// What its service has comes first in the member's searches.
    package var isPreferred: Bool

    package init(provider: AccountProvider, linkedAt: Int64, isPreferred: Bool = false) {
        self.provider = provider
        self.linkedAt = linkedAt
        self.isPreferred = isPreferred
    }
}

extension Accounts {
    /// A member's accounts that work, as far as it is known here: nothing is unsealed, and no service asked.
    package func activeLinks(of user: UserID) async throws(AccountsError) -> [ActiveLink] {
        let records = try await stored { () async throws(StoreError) in try await store.accounts(of: user) }
        let offered = providers
        return records.filter { offered.offers($0.provider) && !needsRelinking($0) }
            .map { ActiveLink(provider: $0.provider, linkedAt: $0.linkedAt, isPreferred: $0.isPreferred) }
    }

    /// Changes whether a service's tracks come first in the member's searches. Throws `notLinked` where there is no account.
    package func setPreferred(
        _ isPreferred: Bool, of user: UserID, at provider: AccountProvider
    ) async throws(AccountsError) {
        try await change(user, provider) { $0.isPreferred = isPreferred }
    }
}
