package import Crypto
internal import FoundationEssentials

/// Apple Music: no OAuth. A developer token signed here opens the catalogue; MusicKit JS brings a member's user token.
///
/// Source: Apple's "Generating developer tokens" and "User authentication for MusicKit". A user token lasts about six months
/// and can't be refreshed.
package struct AppleMusic: Sendable {
    /// Milliseconds for which a user token is taken to last.
    static let userTokenLifetime: Int64 = 180 * 86_400_000
    /// Seconds for which a developer token lasts. It is shown to browsers, so it is short; Apple allows six months.
    package static let developerTokenLifetime: Int64 = 1800

    package var teamID: String
    package var keyID: String
    package var key: P256PrivateKey
    package var apiURL: String
    /// The script of MusicKit JS, for the linking page.
    package var musicKitURL: String

    package init(teamID: String, keyID: String, key: P256PrivateKey, apiURL: String, musicKitURL: String) {
        self.teamID = teamID
        self.keyID = keyID
        self.key = key
        self.apiURL = apiURL
        self.musicKitURL = musicKitURL
    }

    private struct Header: Encodable {
        var alg = "ES256"
        var kid: String
    }

    private struct Claims: Encodable {
        var iss: String
        var iat: Int64
        var exp: Int64
        var origin: [String]?
    }

    /// A JSON Web Token for `developerTokenLifetime` seconds from `now` (milliseconds since 1970). With `origin` browsers may
    /// use it on pages of that origin only.
    package func developerToken(now: Int64, origin: String?) throws(P256Error) -> SecretText {
        let issued = now / 1000
        let claims = Claims(
            iss: teamID, iat: issued, exp: issued + Self.developerTokenLifetime, origin: origin.map { [$0] })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let header = try? encoder.encode(Header(kid: keyID)), let claims = try? encoder.encode(claims) else {
            throw .libraryFailure
        }
        let message = "\(Base64URL.encode(header)).\(Base64URL.encode(claims))"
        let signature = try key.concatenatedSignature(for: Array(message.utf8))
        return SecretText("\(message).\(Base64URL.encode(signature))")
    }
}
