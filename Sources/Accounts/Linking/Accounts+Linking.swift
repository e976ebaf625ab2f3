package import Crypto
package import DiscordTypes
internal import HTTPClient
internal import Logging
package import Storage

/// Tickets, and the two ends of the way to a provider and back.
extension Accounts {
    /// Milliseconds for which a ticket is good.
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

    /// Where the browser goes to agree: the provider's consent page. `state` and `challenge` (PKCE, S256) are those of the
    /// caller's attempt, which is bound to the member, the provider and the browser.
    package func consentAddress(
        at provider: AccountProvider, state: String, challenge: String
    ) async throws(LinkError) -> SecretText {
        guard let oauth = providers.oauth(provider), let redirect = redirect(provider) else { throw .notConfigured }
        await count(.started, provider)
        var parameters: [(name: String, value: String)] = [
            ("response_type", "code"), ("client_id", oauth.clientID), ("redirect_uri", redirect),
            ("state", state), ("code_challenge", challenge), ("code_challenge_method", "S256"),
        ]
        if !oauth.scopes.isEmpty { parameters.append(("scope", oauth.scopes.joined(separator: " "))) }
        parameters += oauth.authorizeParameters
        return SecretText("\(oauth.authorizeURL)?\(FormFields.encode(parameters))")
    }

    /// What the provider calls itself in `iss` (RFC 9207). Throws `notConfigured` for one that is not offered.
    package func issuer(of provider: AccountProvider) throws(LinkError) -> String {
        guard let oauth = providers.oauth(provider), publicURL != nil else { throw .notConfigured }
        return oauth.issuer
    }

    /// Ends a way on which the member or the provider said no. Returns what to tell the member.
    package func turnedBack(from provider: AccountProvider, code: String?) async -> LinkError {
        await count(code == "access_denied" ? .declined : .failed, provider)
        return code == "access_denied" ? .declined : .refused(code ?? "unknown error")
    }

    /// Links the account that a code opens. The caller has made sure that the code answers an attempt of this member, in this
    /// browser, with this provider; `verifier` is that attempt's. `locale` is Discord's of the member.
    package func link(
        to provider: AccountProvider, code: SecretText, verifier: SecretText, of user: UserID, locale: String?
    ) async throws(LinkError) -> LinkedAccount {
        guard let oauth = providers.oauth(provider), let redirect = redirect(provider) else { throw .notConfigured }
        do throws(LinkError) {
            return try await fetch(code, verifier, redirect, oauth, user, locale)
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

    private func fetch(
        _ code: SecretText, _ verifier: SecretText, _ redirect: String, _ oauth: OAuthProvider, _ user: UserID,
        _ locale: String?
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
        return try await keepLink(of: user, at: oauth.provider, profile: profile, locale: locale) { [self] record in
            record.scopes = oauth.scopes.joined(separator: " ")
            record.consentExpiresAt = consentEnds
            try self.seal(grant, into: &record)
        }
    }

    /// Stores a link in the place of an earlier one, whose wishes it keeps.
    func keepLink(
        of user: UserID, at provider: AccountProvider, profile: AccountProfile?, locale: String?,
        _ fill: (inout LinkedAccountRecord) throws -> Void
    ) async throws(LinkError) -> LinkedAccount {
        for _ in 0..<8 {
            do {
                let earlier = try await store.account(of: user, at: provider)
                var record = LinkedAccountRecord(
                    user: user, provider: provider, mayBlend: earlier?.mayBlend ?? false,
                    isPreferred: earlier?.isPreferred ?? false, linkedAt: clock.now(), locale: locale)
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
