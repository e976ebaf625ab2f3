package import Crypto
package import DiscordTypes
internal import Logging
package import Storage
internal import Vault

extension Accounts {
    /// Milliseconds before its end at which a token is renewed, so that it still holds while a request is under way.
    static let margin: Int64 = 60_000

    /// What opens a member's account now, refreshed where it has to be. For cookies see `cookies(of:)`.
    ///
    /// Of any number of callers, over all processes, one asks the provider; the new token is stored before anyone gets it.
    package func accessToken(
        for user: UserID, at provider: AccountProvider
    ) async throws(AccountsError) -> AccessToken {
        guard providers.offers(provider), provider != .youtubeCookies else { throw .notConfigured }
        guard let record = try await record(of: user, at: provider) else { throw .notLinked }
        if let end = record.consentExpiresAt, end <= clock.now(), record.state == .active {
            try await loseAccount(record)
        }
        guard !needsRelinking(record) else { throw .relinkNeeded }
        if isFresh(record) { return try await opened(record) }
        return try await refreshed(record)
    }

    /// The application's own token, for searches without a member's account. `notConfigured` where the provider gives none.
    package func applicationToken(at provider: AccountProvider) async throws(AccountsError) -> AccessToken {
        guard let oauth = providers.oauth(provider), oauth.givesApplicationTokens else { throw .notConfigured }
        let record = try await record(of: AccountKey.application, at: provider)
        if let record, isFresh(record) { return try await opened(record) }
        return try await refreshed(
            record ?? LinkedAccountRecord(user: AccountKey.application, provider: provider, linkedAt: clock.now()))
    }

    /// Apple's developer token alone, for its catalogue. `origin` binds it to web pages of that origin.
    package func developerToken(origin: String?) throws(AccountsError) -> SecretText {
        guard let apple = providers.appleMusic else { throw .notConfigured }
        do {
            return try apple.developerToken(now: clock.now(), origin: origin)
        } catch {
            throw .unavailable(retryAfter: nil)
        }
    }

    /// To be told when a provider's API refuses a token (401; Apple: 403 with code 40300). The next `accessToken` then brings
    /// another one, or says that the member has to link again: where a token can't be refreshed, or was refused within a
    /// minute of its refresh.
    package func refused(_ token: AccessToken) async throws(AccountsError) {
        guard let record = try await record(of: token.user, at: token.provider), record.state == .active,
            try open(record.sealedAccess, .access, of: record) == token.secret
        else { return }
        let isNew = record.refreshedAt.map { clock.now() - $0 < Self.margin } ?? false
        if token.user != AccountKey.application, record.sealedRefresh == nil || isNew {
            try await loseAccount(record)
        } else {
            try await change(token.user, token.provider) { current in
                if current.sealedAccess == record.sealedAccess { current.accessExpiresAt = 0 }
            }
        }
    }
}

extension Accounts {
    func isFresh(_ record: LinkedAccountRecord) -> Bool {
        guard record.state == .active, record.sealedAccess != nil else { return false }
        return record.accessExpiresAt.map { $0 - Self.margin > clock.now() } ?? true
    }

    /// The token of a record, which is sealed anew on the way if its key is an old one.
    func opened(_ record: LinkedAccountRecord) async throws(AccountsError) -> AccessToken {
        guard let secret = try open(record.sealedAccess, .access, of: record) else { throw .relinkNeeded }
        await resealLater(record)
        return AccessToken(
            user: record.user, provider: record.provider, secret: secret, expiresAt: record.accessExpiresAt,
            scheme: configured.oauth(record.provider)?.scheme ?? "Bearer",
            developerToken: record.provider == .appleMusic ? try developerToken(origin: nil) : nil)
    }

    /// `relinkNeeded` where the vault refuses: the member can mend that, and nobody else.
    func open(
        _ sealed: [UInt8]?, _ field: AccountSeal.Field, of record: LinkedAccountRecord
    ) throws(AccountsError) -> SecretText? {
        guard let sealed else { return nil }
        do throws(VaultError) {
            return try seal.open(sealed, field, of: record.user, at: record.provider)
        } catch {
            log.error(
                "a linked account can't be opened",
                metadata: ["provider": "\(record.provider.rawValue)", "reason": "\(error)"])
            if case .keysUnavailable = error { throw .unavailable(retryAfter: nil) }
            throw .relinkNeeded
        }
    }

    /// Sets an account to "relink needed" and tells the member: once, since only one caller makes the change.
    func loseAccount(_ record: LinkedAccountRecord) async throws(AccountsError) {
        var lost = record
        lost.state = .relinkNeeded
        lost.sealedAccess = nil
        lost.sealedRefresh = nil
        do throws(StoreError) {
            _ = try await store.save(lost, replacing: record.revision)
        } catch .conflict {
            return
        } catch {
            throw unavailable(error)
        }
        log.notice("an account has to be linked again", metadata: ["provider": "\(record.provider.rawValue)"])
        await count(.relinkNeeded, record.provider)
        await notify(record.user, record.provider, record.locale)
    }

    private func resealLater(_ record: LinkedAccountRecord) async {
        do {
            guard let resealed = try seal.resealed(record) else { return }
            _ = try await store.save(resealed, replacing: record.revision)
        } catch StoreError.conflict {
            // Another one changed it, and sealed it with the current key.
        } catch {
            log.warning("an account was not sealed anew", metadata: ["reason": "\(error)"])
        }
    }
}
