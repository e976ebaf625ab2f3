import Crypto
import Foundation
import LoopbackProvider
import Storage
import Synchronization
import Testing

@testable import Accounts

@Suite("Accounts: Apple Music")
struct AppleMusicTests {
    private let desk: Desk
    private let key: P256PrivateKey

    init() throws {
        desk = try Desk()
        key = try P256PrivateKey()
    }

    private var apple: AppleMusic {
        AppleMusic(
            teamID: "TEAM", keyID: "KEY", key: key, apiURL: desk.provider.url,
            musicKitURL: "https://js-cdn.music.apple.com/musickit/v3/musickit.js")
    }

    @Test func `a developer token is ES256, short-lived and bound to our pages`() async throws {
        let accounts = try await desk.open(ProviderDirectory(appleMusic: apple))
        let token = try accounts.developerToken(origin: "https://music.example.org").reveal
        let parts = token.split(separator: ".")
        #expect(parts.count == 3)
        let header = try JSONSerialization.jsonObject(with: Self.decode(parts[0])) as? [String: String]
        #expect(header == ["alg": "ES256", "kid": "KEY"])
        let claims = try #require(try JSONSerialization.jsonObject(with: Self.decode(parts[1])) as? [String: Any])
        #expect(claims["iss"] as? String == "TEAM")
        #expect(claims["origin"] as? [String] == ["https://music.example.org"])
        let issued = try #require(claims["iat"] as? Int64)
        #expect(issued == desk.now / 1000)
        #expect(claims["exp"] as? Int64 == issued + 1800)
        #expect(Self.decode(parts[2]).count == 64)
    }

    @Test func `a user token is kept once Apple accepts it, goes with the developer token, and can't be refreshed`()
        async throws
    {
        let accounts = try await desk.open(ProviderDirectory(appleMusic: apple))
        await #expect(throws: LinkError.invalidToken) {
            try await accounts.linkAppleMusic(SecretText("bad"), of: Desk.user)
        }
        await #expect(throws: LinkError.invalidToken) {
            try await accounts.linkAppleMusic(SecretText("good\r\nX: y"), of: Desk.user)
        }
        let linked = try await accounts.linkAppleMusic(SecretText("good"), of: Desk.user, locale: "fr")
        #expect(linked.consentExpiresAt == desk.now + AppleMusic.userTokenLifetime)
        let token = try await accounts.accessToken(for: Desk.user, at: .appleMusic)
        #expect(token.headers.map(\.name) == ["Authorization", "Music-User-Token"])
        #expect(token.headers.last?.value == "good")
        // Code 40300: the member changed their password, say.
        try await accounts.refused(token)
        await #expect(throws: AccountsError.relinkNeeded) {
            try await accounts.accessToken(for: Desk.user, at: .appleMusic)
        }
        #expect(desk.notices.withLock { $0 } == ["\(Desk.user) apple-music fr"])
    }

    private static func decode(_ text: Substring) -> Data {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - plain.count % 4) % 4)
        return Data(base64Encoded: plain + padding) ?? Data()
    }
}
