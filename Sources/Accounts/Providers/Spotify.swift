package import Crypto
internal import FoundationEssentials
internal import Storage

/// Spotify: the member's library, playlists and metadata. Its audio only by a program of the operator's.
///
/// Source: Spotify's "Authorization Code with PKCE Flow" and "Refreshing tokens". A refresh replaces the refresh token; six
/// months after the consent it ends whatever was refreshed.
package struct Spotify: Sendable {
    package var clientID: String
    /// Only needed for the application's own token.
    package var clientSecret: SecretText?
    package var accountsURL: String
    package var apiURL: String
    /// Whether members are asked to let a program of the operator's play with their account.
    package var wantsSound: Bool

    package init(
        clientID: String, clientSecret: SecretText?, accountsURL: String, apiURL: String, wantsSound: Bool = false
    ) {
        self.wantsSound = wantsSound
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.accountsURL = accountsURL
        self.apiURL = apiURL
    }

    package var provider: OAuthProvider {
        var provider = OAuthProvider(
            provider: .spotify, clientID: clientID, authentication: clientSecret.map { .basic($0) } ?? .none,
            authorizeURL: accountsURL + "/authorize", tokenURL: accountsURL + "/api/token", issuer: accountsURL,
            scopes: [
                "playlist-read-private", "playlist-read-collaborative", "user-library-read",
                "user-read-recently-played",
            ] + (wantsSound ? ["streaming"] : []),
            profileURL: apiURL + "/me", readProfile: Self.readProfile)
        // 180 days: a little less than six months, so that nobody is surprised in the middle of a song.
        provider.consentLifetime = 180 * 86_400_000
        provider.givesApplicationTokens = clientSecret != nil
        return provider
    }

    private struct Me: Decodable {
        var accountID: String?
        var id: String?
        var name: String?
        var product: String?

        enum CodingKeys: String, CodingKey {
            case accountID = "account_id"
            case id
            case name = "display_name"
            case product
        }
    }

    @Sendable private static func readProfile(_ body: [UInt8]) -> AccountProfile? {
        guard let me = try? JSONDecoder().decode(Me.self, from: Data(body)), let id = me.accountID ?? me.id
        else { return nil }
        return AccountProfile(id: id, name: me.name, plan: me.product)
    }
}
