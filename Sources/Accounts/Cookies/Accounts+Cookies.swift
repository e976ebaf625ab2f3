internal import Crypto
package import DiscordTypes
internal import Logging
internal import Storage

extension Accounts {
    /// Keeps the YouTube part of a cookies.txt, sealed, in the place of an earlier one.
    package func linkCookies(_ file: [UInt8], of user: UserID) async throws(LinkError) -> LinkedAccount {
        guard providers.offers(.youtubeCookies) else { throw .notConfigured }
        let cookies: CookieText
        do throws(CookieError) {
            cookies = try CookieText(file, now: clock.now())
        } catch {
            await count(.failed, .youtubeCookies)
            throw .cookies(error)
        }
        return try await keepLink(of: user, at: .youtubeCookies, profile: nil) { [self] record in
            record.sealedAccess = try self.seal.seal(cookies.text, .access, of: user, at: .youtubeCookies)
            record.consentExpiresAt = cookies.endsAt
        }
    }

    /// The member's cookies as a private file in `folder`, for one call. Keep the value as long as the program runs.
    package func cookieFile(for user: UserID, in folder: String) async throws(AccountsError) -> CookieFile {
        guard providers.offers(.youtubeCookies) else { throw .notConfigured }
        guard let record = try await record(of: user, at: .youtubeCookies) else { throw .notLinked }
        if let end = record.consentExpiresAt, end <= clock.now(), record.state == .active {
            try await loseAccount(record)
        }
        guard !needsRelinking(record), let text = try open(record.sealedAccess, .access, of: record) else {
            throw .relinkNeeded
        }
        do {
            return try CookieFile(text, in: folder)
        } catch {
            log.warning("a file of cookies can't be written", metadata: ["reason": "\(error)"])
            throw .unavailable(retryAfter: nil)
        }
    }

    /// To be told when YouTube refuses a member's cookies: they are forgotten, and the member is asked for new ones, once.
    package func cookiesWereRefused(of user: UserID) async throws(AccountsError) {
        let record = try await record(of: user, at: .youtubeCookies)
        guard let record, record.state == .active else { return }
        try await loseAccount(record)
    }
}
