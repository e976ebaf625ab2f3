internal import Crypto
internal import DiscordTypes
internal import Logging
internal import Storage
internal import Synchronization
internal import Vault

/// Refreshing, once at a time for each account over all processes.
///
/// Most refresh tokens work once. So a lease is taken before the provider is asked, and what it answers is stored before the
/// lease is given back or the token used. A process that dies in between leaves an expired lease: its successor asks once
/// more with the old token, and where that is refused the member has to link again.
extension Accounts {
    /// Longer than the token endpoint and the store may take together.
    static let leaseDuration: Duration = .seconds(30)
    private static let poll: Duration = .milliseconds(200)
    /// Milliseconds for which a failing provider is left alone where it doesn't say.
    private static let pause: Int64 = 5_000

    func refreshed(_ record: LinkedAccountRecord) async throws(AccountsError) -> AccessToken {
        let key = AccountKey(user: record.user, provider: record.provider)
        switch await refreshes.run(key, { await self.refresh(key) }) {
        case .fresh(let record): return try await opened(record)
        case .failed(.unavailable(let wait)):
            // A minute of the old token may be left.
            if record.sealedAccess != nil, let end = record.accessExpiresAt, end > clock.now() {
                return try await opened(record)
            }
            throw .unavailable(retryAfter: wait)
        case .failed(let error): throw error
        }
    }

    private func refresh(_ key: AccountKey) async -> RefreshOutcome {
        do throws(AccountsError) {
            let end = clock.now() + Int64(Self.leaseDuration / .milliseconds(1))
            while clock.now() < end {
                try checkPause(key)
                let lease = try await stored { () async throws(StoreError) in
                    try await store.acquireRefresh(
                        of: key.user, at: key.provider, holder: holder, lasting: Self.leaseDuration)
                }
                switch lease {
                case .granted(let afterLoss): return try await refreshHolding(key, afterLoss: afterLoss)
                case .held:
                    // Another process is at it: its result is as good.
                    do { try await clock.sleep(Self.poll) } catch { throw .unavailable(retryAfter: nil) }
                    if let record = try await record(of: key.user, at: key.provider), isFresh(record) {
                        return .fresh(record)
                    }
                }
            }
            throw .unavailable(retryAfter: nil)
        } catch {
            return .failed(error)
        }
    }

    private func refreshHolding(_ key: AccountKey, afterLoss: Bool) async throws(AccountsError) -> RefreshOutcome {
        if afterLoss {
            log.notice(
                "a refresh was broken off; it is tried once more", metadata: ["provider": "\(key.provider.rawValue)"])
        }
        let outcome: Result<RefreshOutcome, AccountsError>
        do throws(AccountsError) {
            outcome = .success(try await renew(key))
        } catch {
            outcome = .failure(error)
        }
        do throws(StoreError) {
            try await store.releaseRefresh(of: key.user, at: key.provider, holder: holder)
        } catch {
            log.warning("a refresh lease was not given back; it ends by itself", metadata: ["reason": "\(error)"])
        }
        return try outcome.get()
    }

    /// With the lease in hand.
    private func renew(_ key: AccountKey) async throws(AccountsError) -> RefreshOutcome {
        let isApplication = key.user == AccountKey.application
        let found = try await record(of: key.user, at: key.provider)
        // Whoever held the lease before may have done it.
        if let found, isFresh(found) { return .fresh(found) }
        guard let oauth = configured.oauth(key.provider) else { throw found == nil ? .notLinked : .relinkNeeded }
        if isApplication { return try await renewApplication(found, key, oauth) }
        guard let record = found else { throw .notLinked }
        guard !needsRelinking(record), let token = try open(record.sealedRefresh, .refresh, of: record) else {
            if record.state == .active { try await loseAccount(record) }
            throw .relinkNeeded
        }
        let grant: TokenGrant
        do throws(TokenError) {
            grant = try await client.refresh(token, at: oauth)
        } catch .invalidGrant {
            try await loseAccount(record)
            throw .relinkNeeded
        } catch {
            throw setBack(key, error)
        }
        return try await keep(grant, in: record, replacing: record.revision)
    }

    private func renewApplication(
        _ found: LinkedAccountRecord?, _ key: AccountKey, _ oauth: OAuthProvider
    ) async throws(AccountsError) -> RefreshOutcome {
        let record = found ?? LinkedAccountRecord(user: key.user, provider: key.provider, linkedAt: clock.now())
        // Providers count new application tokens more strictly than refreshed ones.
        if let sealed = record.sealedRefresh, let token = try? open(sealed, .refresh, of: record),
            let grant = try? await client.refresh(token, at: oauth)
        {
            return try await keep(grant, in: record, replacing: found?.revision)
        }
        let grant: TokenGrant
        do throws(TokenError) {
            grant = try await client.applicationToken(at: oauth)
        } catch {
            throw setBack(key, error)
        }
        return try await keep(grant, in: record, replacing: found?.revision)
    }

    /// Stores a grant; only then may it be used. Where the member unlinked or linked anew meanwhile, theirs stands.
    private func keep(
        _ grant: TokenGrant, in record: LinkedAccountRecord, replacing revision: Int64?
    ) async throws(AccountsError) -> RefreshOutcome {
        var renewed = record
        do throws(VaultError) {
            try seal(grant, into: &renewed)
        } catch {
            log.error("a refreshed token can't be sealed", metadata: ["reason": "\(error)"])
            throw .unavailable(retryAfter: nil)
        }
        renewed.state = .active
        renewed.refreshedAt = clock.now()
        for attempt in 1...3 {
            do throws(StoreError) {
                return .fresh(try await store.save(renewed, replacing: revision))
            } catch .conflict {
                guard let now = try await self.record(of: record.user, at: record.provider) else { throw .notLinked }
                if isFresh(now) { return .fresh(now) }
                // Only a wish of the member's was changed beside the tokens.
                guard now.sealedRefresh == record.sealedRefresh, now.state == .active else {
                    throw .unavailable(retryAfter: nil)
                }
                var merged = renewed
                (merged.mayBlend, merged.isPreferred) = (now.mayBlend, now.isPreferred)
                return try await keepMerged(merged, replacing: now.revision)
            } catch {
                // The old refresh token may be spent: losing the new one would cost the member a new link.
                log.error("a refreshed token is not stored", metadata: ["attempt": "\(attempt)", "reason": "\(error)"])
                do { try await clock.sleep(.milliseconds(300)) } catch { break }
            }
        }
        throw .unavailable(retryAfter: nil)
    }

    private func keepMerged(
        _ record: LinkedAccountRecord, replacing revision: Int64
    ) async throws(AccountsError) -> RefreshOutcome {
        .fresh(try await stored { () async throws(StoreError) in try await store.save(record, replacing: revision) })
    }

    /// Puts a grant's parts into a record. A refresh token that the provider didn't replace stays.
    func seal(_ grant: TokenGrant, into record: inout LinkedAccountRecord) throws(VaultError) {
        record.sealedAccess = try seal.seal(grant.access, .access, of: record.user, at: record.provider)
        if let refresh = grant.refresh {
            record.sealedRefresh = try seal.seal(refresh, .refresh, of: record.user, at: record.provider)
        }
        record.accessExpiresAt = clock.now() + grant.lifetime * 1000
        if let scope = grant.scope { record.scopes = scope }
    }

    private func checkPause(_ key: AccountKey) throws(AccountsError) {
        guard let end = pauses.withLock({ $0[key] }) else { return }
        let rest = end - clock.now()
        guard rest <= 0 else { throw .unavailable(retryAfter: .milliseconds(rest)) }
        pauses.withLock { _ = $0.removeValue(forKey: key) }
    }

    /// Remembers that a provider wants to be left alone, and says so.
    private func setBack(_ key: AccountKey, _ error: TokenError) -> AccountsError {
        var wait = Self.pause
        if case .rateLimited(let asked?) = error { wait = max(Int64(asked / .milliseconds(1)), 1000) }
        let end = clock.now() + wait
        pauses.withLock { $0[key] = end }
        log.warning(
            "a token was not refreshed", metadata: ["provider": "\(key.provider.rawValue)", "reason": "\(error)"])
        return .unavailable(retryAfter: .milliseconds(wait))
    }
}
