internal import Crypto
package import DiscordTypes
package import HTTPClient
package import Logging
package import Storage
internal import Synchronization
package import Vault

/// Members' linked accounts: who linked what, and the tokens that open it. One for each process; all share one store.
///
/// Nothing here logs a token, a code or a verifier.
package final class Accounts: Sendable {
    package typealias Store = LinkedAccountStore & LinkTicketStore & RefreshLeaseStore & LinkStatisticStore

    let store: any Store
    let seal: AccountSeal
    /// All that the operator set up, also what is switched off now: what was linked can still be ended.
    let configured: ProviderDirectory
    let switchedOff: @Sendable () -> Set<AccountProvider>
    let client: TokenClient
    let clock: AccountsClock
    let log: Logger
    /// Tells a member, whose locale may be known, that an account has to be linked again. Called once for each loss.
    let notify: @Sendable (UserID, AccountProvider, String?) async -> Void
    /// As browsers see it; addresses to come back to are made of it. Without a slash at the end.
    let publicURL: String?

    let refreshes = SingleFlight<AccountKey, RefreshOutcome>()
    /// Until when a provider that said "later" is left alone, in milliseconds since 1970.
    let pauses = Mutex<[AccountKey: Int64]>([:])
    /// This process among those that refresh.
    let holder = OneTimeSecret().text.reveal

    /// `http` trusts whom the operator configured; it needs no guard against private addresses. `switchedOff` is asked at each use.
    package init(
        store: any Store, vault: Vault, providers: ProviderDirectory, http: HTTPClient, publicURL: String?,
        switchedOff: @escaping @Sendable () -> Set<AccountProvider> = { [] }, clock: AccountsClock = .system,
        log: Logger,
        notify: @escaping @Sendable (UserID, AccountProvider, String?) async -> Void = { _, _, _ in }
    ) {
        self.store = store
        seal = AccountSeal(vault)
        configured = providers
        self.switchedOff = switchedOff
        client = TokenClient(http: http)
        self.publicURL = publicURL
        self.clock = clock
        self.log = log
        self.notify = notify
    }

    /// The providers that are set up and switched on at this moment.
    package var providers: ProviderDirectory { configured.without(switchedOff()) }

    /// A member's accounts, without anything that opens them.
    package func accounts(of user: UserID) async throws(AccountsError) -> [LinkedAccount] {
        try await stored { () async throws(StoreError) in try await store.accounts(of: user) }.map(linkedAccount)
    }

    /// Whether others' blends may use a member's account.
    package func mayBlend(_ user: UserID, at provider: AccountProvider) async throws(AccountsError) -> Bool {
        let record = try await record(of: user, at: provider)
        return record.map { $0.mayBlend && $0.state == .active } ?? false
    }

    /// Changes whether others' blends may use an account. Throws `notLinked` where there is none.
    package func setMayBlend(
        _ mayBlend: Bool, of user: UserID, at provider: AccountProvider
    ) async throws(AccountsError) {
        try await change(user, provider) { $0.mayBlend = mayBlend }
    }

    /// How many accounts there are, for the operator.
    package func counts() async throws(AccountsError) -> [LinkedAccountCount] {
        try await stored { () async throws(StoreError) in try await store.accountCounts() }
    }

    /// What happened on the way to linked accounts, from a day on (whole days since 1970 UTC).
    package func statistics(since day: Int64) async throws(AccountsError) -> [LinkStatistic] {
        try await stored { () async throws(StoreError) in try await store.linkStatistics(since: day) }
    }
}

extension Accounts {
    func record(
        of user: UserID, at provider: AccountProvider
    ) async throws(AccountsError) -> LinkedAccountRecord? {
        try await stored { () async throws(StoreError) in try await store.account(of: user, at: provider) }
    }

    func linkedAccount(_ record: LinkedAccountRecord) -> LinkedAccount {
        let sealed = record.sealedProfile
        let profile = sealed.flatMap { try? seal.open($0, .profile, of: record.user, at: record.provider) }
        return LinkedAccount(
            provider: record.provider, needsRelinking: needsRelinking(record),
            profile: profile.flatMap(AccountProfile.read), scopes: record.scopes, mayBlend: record.mayBlend,
            isPreferred: record.isPreferred, linkedAt: record.linkedAt, consentExpiresAt: record.consentExpiresAt,
            refreshedAt: record.refreshedAt)
    }

    func needsRelinking(_ record: LinkedAccountRecord) -> Bool {
        record.state == .relinkNeeded || record.consentExpiresAt.map { $0 <= clock.now() } ?? false
    }

    /// Changes a stored account, again where another process came first.
    @discardableResult
    func change(
        _ user: UserID, _ provider: AccountProvider, _ body: (inout LinkedAccountRecord) -> Void
    ) async throws(AccountsError) -> LinkedAccountRecord {
        for _ in 0..<8 {
            guard let record = try await record(of: user, at: provider) else { throw .notLinked }
            var changed = record
            body(&changed)
            do throws(StoreError) {
                return try await store.save(changed, replacing: record.revision)
            } catch .conflict {
                continue
            } catch {
                throw unavailable(error)
            }
        }
        throw .unavailable(retryAfter: nil)
    }

    func stored<Value>(_ body: () async throws(StoreError) -> Value) async throws(AccountsError) -> Value {
        do throws(StoreError) {
            return try await body()
        } catch {
            throw unavailable(error)
        }
    }

    func unavailable(_ error: StoreError) -> AccountsError {
        log.warning("linked accounts can't be read or written", metadata: ["reason": "\(error)"])
        return .unavailable(retryAfter: nil)
    }

    /// Counts for the operator. A count that is lost must not lose a link.
    func count(_ event: LinkEvent, _ provider: AccountProvider?) async {
        do {
            try await store.count(event, at: provider)
        } catch {
            log.debug("a link event was not counted", metadata: ["reason": "\(error)"])
        }
    }
}
