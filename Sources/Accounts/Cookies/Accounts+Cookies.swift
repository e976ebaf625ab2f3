package import Crypto
package import DiscordTypes
internal import Storage

extension Accounts {
    /// Keeps the YouTube part of a cookies.txt, sealed, in the place of an earlier one.
    package func linkCookies(
        _ file: [UInt8], of user: UserID, locale: String? = nil
    ) async throws(LinkError) -> LinkedAccount {
        guard providers.offers(.youtubeCookies) else { throw .notConfigured }
        let cookies: CookieText
        do throws(CookieError) {
            cookies = try CookieText(file, now: clock.now())
        } catch {
            await count(.failed, .youtubeCookies)
            throw .cookies(error)
        }
        return try await keepLink(of: user, at: .youtubeCookies, profile: nil, locale: locale) { [self] record in
            record.sealedAccess = try self.seal.seal(cookies.text, .access, of: user, at: .youtubeCookies)
            record.consentExpiresAt = cookies.endsAt
        }
    }

    /// The member's cookies in Netscape's format, for one call.
    package func cookies(of user: UserID) async throws(AccountsError) -> SecretText {
        guard providers.offers(.youtubeCookies) else { throw .notConfigured }
        guard let record = try await record(of: user, at: .youtubeCookies) else { throw .notLinked }
        if let end = record.consentExpiresAt, end <= clock.now(), record.state == .active {
            try await loseAccount(record)
        }
        guard !needsRelinking(record), let text = try open(record.sealedAccess, .access, of: record) else {
            throw .relinkNeeded
        }
        return text
    }

    /// To be told when YouTube refuses a member's cookies: they are forgotten, and the member is asked for new ones, once.
    package func cookiesWereRefused(of user: UserID) async throws(AccountsError) {
        let record = try await record(of: user, at: .youtubeCookies)
        guard let record, record.state == .active else { return }
        try await loseAccount(record)
    }
}
