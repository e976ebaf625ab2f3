package import Crypto
internal import FoundationEssentials
internal import Storage

/// SoundCloud: OAuth 2.1 with PKCE. A refresh token works once and is replaced; tokens go in `Authorization: OAuth`.
///
/// Source: SoundCloud's API guide, "Authentication".
package struct SoundCloud: Sendable {
    package var clientID: String
    package var clientSecret: SecretText
    package var accountsURL: String
    package var apiURL: String

    package init(clientID: String, clientSecret: SecretText, accountsURL: String, apiURL: String) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.accountsURL = accountsURL
        self.apiURL = apiURL
    }

    package var provider: OAuthProvider {
        var provider = OAuthProvider(
            provider: .soundcloud, clientID: clientID, authentication: .form(clientSecret),
            authorizeURL: accountsURL + "/authorize", tokenURL: accountsURL + "/oauth/token", issuer: accountsURL,
            scopes: [], profileURL: apiURL + "/me", readProfile: Self.readProfile)
        provider.revocation = .json(url: accountsURL + "/sign-out", name: "access_token")
        provider.scheme = "OAuth"
        provider.givesApplicationTokens = true
        return provider
    }

    private struct Me: Decodable {
        var urn: String?
        var id: Int64?
        var username: String?
        var plan: String?
    }

    @Sendable private static func readProfile(_ body: [UInt8]) -> AccountProfile? {
        guard let me = try? JSONDecoder().decode(Me.self, from: Data(body)), let id = me.urn ?? me.id.map({ "\($0)" })
        else { return nil }
        return AccountProfile(id: id, name: me.username, plan: me.plan)
    }
}
