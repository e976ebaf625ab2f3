package import Crypto
internal import FoundationEssentials
internal import Storage

/// The Google sign-in: the member's YouTube playlists and likes by the Data API.
///
/// Source: Google's "Using OAuth 2.0 for Web Server Applications". A refresh token comes only with `access_type=offline`, and
/// reliably only with `prompt=consent`; it stays the same over refreshes.
package struct YouTube: Sendable {
    package var clientID: String
    package var clientSecret: SecretText
    /// The origin of the consent page, which is also the issuer.
    package var accountsURL: String
    /// The origin of the token endpoints.
    package var tokensURL: String
    package var apiURL: String

    package init(
        clientID: String, clientSecret: SecretText, accountsURL: String, tokensURL: String, apiURL: String
    ) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.accountsURL = accountsURL
        self.tokensURL = tokensURL
        self.apiURL = apiURL
    }

    package var provider: OAuthProvider {
        var provider = OAuthProvider(
            provider: .youtube, clientID: clientID, authentication: .form(clientSecret),
            authorizeURL: accountsURL + "/o/oauth2/v2/auth", tokenURL: tokensURL + "/token", issuer: accountsURL,
            scopes: ["https://www.googleapis.com/auth/youtube.readonly"],
            profileURL: apiURL + "/channels?part=snippet&mine=true", readProfile: Self.readProfile)
        provider.authorizeParameters = [("access_type", "offline"), ("prompt", "consent")]
        provider.revocation = .form(url: tokensURL + "/revoke")
        return provider
    }

    private struct Channels: Decodable {
        struct Channel: Decodable {
            struct Snippet: Decodable { var title: String? }
            var id: String
            var snippet: Snippet?
        }
        var items: [Channel]?
    }

    /// An account without a channel has no items, and may still be linked.
    @Sendable private static func readProfile(_ body: [UInt8]) -> AccountProfile? {
        guard let channels = try? JSONDecoder().decode(Channels.self, from: Data(body)) else { return nil }
        let channel = channels.items?.first
        return AccountProfile(id: channel?.id ?? "", name: channel?.snippet?.title)
    }
}
