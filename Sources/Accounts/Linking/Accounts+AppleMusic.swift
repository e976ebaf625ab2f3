package import Crypto
package import DiscordTypes
internal import Storage

extension Accounts {
    /// Links Apple Music with the user token that MusicKit JS brought, once Apple has accepted it.
    package func linkAppleMusic(
        _ userToken: SecretText, of user: UserID, locale: String? = nil
    ) async throws(LinkError) -> LinkedAccount {
        guard let apple = providers.appleMusic else { throw .notConfigured }
        guard TokenGrant.isToken(userToken.reveal) else { throw .invalidToken }
        do throws(TokenError) {
            guard let developer = try? apple.developerToken(now: clock.now(), origin: nil) else {
                throw TokenError.unavailable
            }
            try await client.checkUserToken(userToken, developer: developer, at: apple)
        } catch {
            await count(.failed, .appleMusic)
            throw LinkError(error)
        }
        let ends = clock.now() + AppleMusic.userTokenLifetime
        return try await keepLink(of: user, at: .appleMusic, profile: nil, locale: locale) { [self] record in
            record.sealedAccess = try self.seal.seal(userToken, .access, of: user, at: .appleMusic)
            record.consentExpiresAt = ends
        }
    }
}
