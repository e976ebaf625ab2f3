package import DiscordTypes
internal import Logging
package import Storage

extension Accounts {
    /// Whether a linked account works now, by asking the provider; refreshes it where it has to be. Cookies can't be asked about.
    package func check(_ user: UserID, at provider: AccountProvider) async throws(AccountsError) {
        // The second time with another token, if there is one.
        for _ in 0..<2 {
            let token = try await accessToken(for: user, at: provider)
            do throws(TokenError) {
                try await use(token)
                return
            } catch {
                switch error {
                case .unauthorized, .notAdmitted: try await refused(token)
                case .rateLimited(let wait): throw .unavailable(retryAfter: wait)
                default:
                    log.warning(
                        "an account was not checked",
                        metadata: ["provider": "\(provider.rawValue)", "reason": "\(error)"])
                    throw .unavailable(retryAfter: nil)
                }
            }
        }
        throw .relinkNeeded
    }

    private func use(_ token: AccessToken) async throws(TokenError) {
        if let oauth = providers.oauth(token.provider) {
            _ = try await client.profile(token.secret, at: oauth)
        } else if let apple = providers.appleMusic, let developer = token.developerToken {
            try await client.checkUserToken(token.secret, developer: developer, at: apple)
        }
    }
}
