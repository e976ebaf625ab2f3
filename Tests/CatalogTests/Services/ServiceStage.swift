import Accounts
import Crypto
import DiscordTypes
import Foundation
import HTTPClient
import Logging
import LoopbackProvider
import Storage
import Synchronization
import Vault

@testable import Catalog

/// A service's API on loopback whose answers a test writes, and accounts whose tokens come from a loopback token endpoint.
///
/// A token that the test calls stale is answered with 401, as services do with one that has ended.
final class ServiceStage: Sendable {
    static let member = UserID(80_351_110_224_678_912)

    let tokens: LoopbackProvider
    let site: WebSite
    let accounts: Accounts
    /// How long was waited before each further try.
    let pauses: PauseBook
    /// Whose loss the member was told of.
    let lost = LostAccounts()
    private let folder: String
    private let stale: StaleTokens

    final class PauseBook: Sendable {
        private let list = Mutex<[Duration]>([])
        var all: [Duration] { list.withLock { $0 } }
        func add(_ pause: Duration) { list.withLock { $0.append(pause) } }
    }

    final class LostAccounts: Sendable {
        private let list = Mutex<[AccountProvider]>([])
        var all: [AccountProvider] { list.withLock { $0 } }
        func add(_ provider: AccountProvider) { list.withLock { $0.append(provider) } }
    }

    final class StaleTokens: Sendable {
        private let tokens = Mutex<Set<String>>([])
        func add(_ token: String) { _ = tokens.withLock { $0.insert(token) } }
        func contains(_ field: String) -> Bool { tokens.withLock { $0.contains { field.hasSuffix($0) } } }
    }

    init(_ answer: @escaping @Sendable (WebSite, WebSite.Request) -> WebSite.Answer?) async throws {
        let (stale, pauses) = (StaleTokens(), PauseBook())
        (self.stale, self.pauses) = (stale, pauses)
        folder = NSTemporaryDirectory() + "timmybot-services-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        tokens = try LoopbackProvider()
        site = try WebSite { site, request in
            guard let field = request.field("authorization"), !stale.contains(field) else {
                return WebSite.Answer(status: "401 Unauthorized", type: "application/json")
            }
            if let answer = answer(site, request) { return answer }
            // What is asked while an account is linked.
            switch request.place {
            case "/v1/me/storefront": return .json(#"{"data":[{"id":"de","type":"storefronts"}]}"#)
            case "/channels": return .json(#"{"items":[{"id":"UC1","snippet":{"title":"Zoë"}}]}"#)
            case "/me": return .json(#"{"account_id":"zoe","urn":"soundcloud:users:1"}"#)
            default: return .missing
            }
        }
        let keys = KeyFile(path: folder + "/vault-keys")
        guard let key = KeyID("first") else { throw VaultError.malformed }
        try keys.makeIfMissing(id: key)
        let log = Logger(label: "test")
        let spotify = Spotify(
            clientID: "client", clientSecret: SecretText("secret"), accountsURL: tokens.url, apiURL: site.url(""))
        let soundcloud = SoundCloud(
            clientID: "client", clientSecret: SecretText("secret"), accountsURL: tokens.url, apiURL: site.url(""))
        let youtube = YouTube(
            clientID: "client", clientSecret: SecretText("secret"), accountsURL: tokens.url, tokensURL: tokens.url,
            apiURL: site.url(""))
        let apple = AppleMusic(
            teamID: "TEAM", keyID: "KEY", key: try P256PrivateKey(), apiURL: site.url(""), musicKitURL: site.url("/kit")
        )
        let lost = lost
        accounts = Accounts(
            store: try await SQLiteAccountStore(SQLiteConfiguration(directory: folder), logger: log),
            vault: try Vault(.file(keys)),
            providers: ProviderDirectory(
                [spotify.provider, soundcloud.provider, youtube.provider], appleMusic: apple, acceptsCookies: true),
            http: try HTTPClient(configuration: HTTPClientConfiguration(userAgent: "test")),
            publicURL: "https://music.example.org", log: log, notify: { _, provider, _ in lost.add(provider) })
    }

    /// The member links an account, as their browser does.
    func link(_ provider: AccountProvider) async throws {
        guard provider != .appleMusic else {
            _ = try await accounts.linkAppleMusic(SecretText("user-token"), of: Self.member)
            return
        }
        let verifier = OneTimeSecret()
        let challenge = Base64URL.encode(verifier.digest)
        _ = try await accounts.consentAddress(at: provider, state: "state", challenge: challenge)
        _ = try await accounts.link(
            to: provider, code: SecretText(tokens.makeCode(challenge: challenge)), verifier: verifier.text,
            of: Self.member, locale: nil)
    }

    /// What the service was asked, without what linking asks.
    var asked: [WebSite.Request] { site.seen.filter { !["/channels", "/me"].contains($0.place) } }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// The token given out as number `number` (from 1) is good no more.
    func expire(_ number: Int) { stale.add("access-\(number)") }

    func client(_ provider: AccountProvider) throws -> ServiceClient {
        let pauses = pauses
        return ServiceClient(
            provider, base: site.url(""), accounts: accounts,
            http: try HTTPClient(configuration: HTTPClientConfiguration(userAgent: "test"))
        ) { pauses.add($0) }
    }
}

extension WebSite.Answer {
    static func json(_ text: String, status: String = "200 OK", fields: [String] = []) -> WebSite.Answer {
        WebSite.Answer(status: status, type: "application/json", fields: fields, body: Array(text.utf8))
    }
}

extension WebSite.Request {
    /// The path without its query.
    var place: String { String(path.prefix { $0 != "?" }) }

    func parameter(_ name: String) -> String? {
        URLComponents(string: path)?.queryItems?.first { $0.name == name }?.value
    }
}
