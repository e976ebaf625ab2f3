package import Crypto
package import DiscordTypes
internal import HTTPClient
internal import Logging
package import Storage
internal import Vault

/// Tickets, the way to a provider and back.
extension Accounts {
    /// Milliseconds for which a ticket and an attempt are good.
    package static let ticketLife: Int64 = 600_000

    /// Where a provider sends the browser back to; each has its own, so that none can answer for another.
    package static func callbackPath(of provider: AccountProvider) -> String { "/link/\(provider.rawValue)/callback" }

    /// The address that `/link` in Discord leads to; nil where there are no web pages.
    package func ticketAddress(_ ticket: OneTimeSecret) -> SecretText? {
        publicURL.map { SecretText("\($0)/link/\(ticket.text.reveal)") }
    }

    /// A ticket for one Discord user, for ten minutes. Throws `notConfigured` for a provider that is not offered.
    package func giveTicket(
        to user: UserID, for provider: AccountProvider?
    ) async throws(LinkError) -> OneTimeSecret {
        guard provider.map(providers.offers) ?? !providers.offered.isEmpty else { throw .notConfigured }
        let ticket = OneTimeSecret()
        try await linking { () async throws(StoreError) in
            try await store.save(
                LinkTicketRecord(
                    digest: ticket.digest, user: user, provider: provider, expiresAt: clock.now() + Self.ticketLife))
        }
        await count(.ticketGiven, provider)
        return ticket
    }

    /// What a ticket says, for the Discord user who is signed in. Looking doesn't use it up.
    package func ticket(_ ticket: OneTimeSecret, shownBy user: UserID) async throws(LinkError) -> LinkTicket {
        let record = try await linking { () async throws(StoreError) in try await store.ticket(ticket.digest) }
        guard let record else { throw .ticketGone }
        guard record.user == user else { throw .ticketOfAnother }
        return LinkTicket(user: record.user, provider: record.provider, expiresAt: record.expiresAt)
    }

    /// Ends a ticket that has done its work, or was shown by somebody else.
    package func useUp(_ ticket: OneTimeSecret) async throws(LinkError) {
        _ = try await linking { () async throws(StoreError) in try await store.takeTicket(ticket.digest) }
    }

    /// Begins an attempt, bound to the member, the provider and the browser. Returns where the browser goes next, an address
    /// that holds the `state`. `browser` is the hash of a secret that this browser alone has in a cookie.
    package func startLink(
        to provider: AccountProvider, of user: UserID, browser: [UInt8]
    ) async throws(LinkError) -> SecretText {
        guard let oauth = providers.oauth(provider), let redirect = redirect(provider) else { throw .notConfigured }
        let state = OneTimeSecret()
        // 43 characters of base 64 for addresses: a verifier as RFC 7636 §4.1 has it.
        let verifier = OneTimeSecret()
        let sealed: [UInt8]
        do throws(VaultError) {
            sealed = try seal.seal(verifier.text, .verifier, of: user, at: provider)
        } catch {
            log.error("an attempt to link can't be sealed", metadata: ["reason": "\(error)"])
            throw .unavailable
        }
        try await linking { () async throws(StoreError) in
            try await store.save(
                LinkAttemptRecord(
                    digest: state.digest, provider: provider, user: user, browserDigest: browser,
                    sealedVerifier: sealed, expiresAt: clock.now() + Self.ticketLife))
        }
        await count(.started, provider)
        var parameters: [(name: String, value: String)] = [
            ("response_type", "code"), ("client_id", oauth.clientID), ("redirect_uri", redirect),
            ("state", state.text.reveal), ("code_challenge", Base64URL.encode(verifier.digest)),
            ("code_challenge_method", "S256"),
        ]
        if !oauth.scopes.isEmpty { parameters.append(("scope", oauth.scopes.joined(separator: " "))) }
        parameters += oauth.authorizeParameters
        return SecretText("\(oauth.authorizeURL)?\(FormFields.encode(parameters))")
    }

    /// Ends an attempt with what the provider sent back. Before everything fits together the provider is asked nothing.
    ///
    /// `provider` is the one of the callback's address, `user` the Discord user signed in, `browser` the hash of the cookie.
    package func completeLink(
        to provider: AccountProvider, with callback: OAuthCallback, of user: UserID, browser: [UInt8]?
    ) async throws(LinkError) -> LinkedAccount {
        guard let oauth = providers.oauth(provider), let redirect = redirect(provider) else { throw .notConfigured }
        let attempt = try await linking { () async throws(StoreError) in
            try await store.takeLinkAttempt(callback.state.digest)
        }
        guard let attempt else { throw .unknownAttempt }
        guard attempt.provider == provider else { throw .otherProvider }
        guard let browser, ConstantTime.equal(browser, attempt.browserDigest) else { throw .otherBrowser }
        guard attempt.user == user else { throw .otherUser }
        guard callback.issuer.map({ $0 == oauth.issuer }) ?? true else { throw .otherIssuer }
        let code: SecretText
        switch callback.result {
        case .code(let value): code = value
        case .error("access_denied"):
            await count(.declined, provider)
            throw .declined
        case .error(let name):
            await count(.failed, provider)
            throw .refused(name)
        }
        do throws(LinkError) {
            let verifier = try verifier(of: attempt)
            return try await fetch(code, verifier, redirect, oauth, user)
        } catch {
            await count(.failed, provider)
            throw error
        }
    }
}

extension Accounts {
    private func redirect(_ provider: AccountProvider) -> String? {
        publicURL.map { $0 + Self.callbackPath(of: provider) }
    }

    private func verifier(of attempt: LinkAttemptRecord) throws(LinkError) -> SecretText {
        do throws(VaultError) {
            return try seal.open(attempt.sealedVerifier, .verifier, of: attempt.user, at: attempt.provider)
        } catch {
            log.error("an attempt to link can't be opened", metadata: ["reason": "\(error)"])
            throw .unavailable
        }
    }

    private func fetch(
        _ code: SecretText, _ verifier: SecretText, _ redirect: String, _ oauth: OAuthProvider, _ user: UserID
    ) async throws(LinkError) -> LinkedAccount {
        let grant: TokenGrant
        let profile: AccountProfile
        do throws(TokenError) {
            grant = try await client.exchange(code: code, verifier: verifier, redirect: redirect, at: oauth)
            profile = try await client.profile(grant.access, at: oauth)
        } catch {
            log.warning(
                "a link was refused", metadata: ["provider": "\(oauth.provider.rawValue)", "reason": "\(error)"])
            throw LinkError(error)
        }
        let consentEnds = oauth.consentLifetime.map { clock.now() + $0 }
        return try await keepLink(of: user, at: oauth.provider, profile: profile) { [self] record in
            record.scopes = oauth.scopes.joined(separator: " ")
            record.consentExpiresAt = consentEnds
            try self.seal(grant, into: &record)
        }
    }

    /// Stores a link in the place of an earlier one, whose wishes it keeps.
    func keepLink(
        of user: UserID, at provider: AccountProvider, profile: AccountProfile?,
        _ fill: (inout LinkedAccountRecord) throws -> Void
    ) async throws(LinkError) -> LinkedAccount {
        for _ in 0..<8 {
            do {
                let earlier = try await store.account(of: user, at: provider)
                var record = LinkedAccountRecord(
                    user: user, provider: provider, mayBlend: earlier?.mayBlend ?? false, linkedAt: clock.now())
                if let profile {
                    record.sealedProfile = try seal.seal(profile.sealable, .profile, of: user, at: provider)
                }
                try fill(&record)
                let stored = try await store.save(record, replacing: earlier?.revision)
                await count(.linked, provider)
                return linkedAccount(stored)
            } catch StoreError.conflict {
                continue
            } catch {
                log.error("a link is not stored", metadata: ["reason": "\(error)"])
                throw .unavailable
            }
        }
        throw .unavailable
    }

    func linking<Value>(_ body: () async throws(StoreError) -> Value) async throws(LinkError) -> Value {
        do throws(StoreError) {
            return try await body()
        } catch {
            log.warning("the way to a link can't be read or written", metadata: ["reason": "\(error)"])
            throw .unavailable
        }
    }
}

extension LinkError {
    init(_ error: TokenError) {
        switch error {
        case .invalidGrant: self = .refused("invalid_grant")
        case .notAdmitted: self = .notAdmitted
        case .unauthorized: self = .invalidToken
        case .refused(let code): self = .refused(code)
        case .rateLimited, .unavailable, .malformed: self = .unavailable
        }
    }
}
