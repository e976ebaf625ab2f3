import Accounts
import Crypto
import DiscordTypes
import Foundation
import HTTPClient
import HTTPServer
import Logging
import LoopbackProvider
import Storage
import Vault

@testable import Web

/// The site with its pages about linked accounts, over a real store and a provider on loopback.
final class LinkingSite {
    static let now: Int64 = 1_790_000_000_000

    let site: TestSite
    let accounts: Accounts
    let provider: LoopbackProvider
    private let folder: String

    init() async throws {
        folder = NSTemporaryDirectory() + "timmybot-linking-" + UUID().uuidString
        provider = try LoopbackProvider()
        var configuration = SQLiteConfiguration(directory: folder)
        configuration.now = { Self.now }
        configuration.busyTimeout = .seconds(20)
        configuration.deadline = .seconds(30)
        let key = KeyRing.newLine(id: try Self.keyID()).reveal
        accounts = Accounts(
            store: try await SQLiteAccountStore(configuration, logger: Logger(label: "test")),
            vault: try Vault(.text(SecretText(key))), providers: try Self.directory(provider.url),
            http: try HTTPClient(configuration: HTTPClientConfiguration(userAgent: "test")),
            publicURL: TestSite.origin, clock: AccountsClock(now: { Self.now }, sleep: { _ in }),
            log: Logger(label: "test"))
        let pages = LinkingPages(accounts: accounts, now: { Self.now })
        site = try await TestSite(others: { pages.add(to: &$0) })
    }

    deinit {
        // Left over in the temporary folder at worst.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// A browser in which somebody is signed in.
    func browser(of user: UInt64) async throws -> Browser {
        let browser = Browser(site)
        try await browser.signIn(user, target: "/sign-in?for=account")
        return browser
    }

    /// The parameters of the consent page that a browser is sent to.
    func start(_ browser: Browser, _ provider: String = "spotify") async -> [String: String] {
        let location = await browser.get("/link/\(provider)/start")["Location"] ?? ""
        let items = URLComponents(string: location)?.queryItems ?? []
        return Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
    }

    /// The way to the provider and back; the answer to the callback.
    @discardableResult
    func link(_ browser: Browser, _ name: String = "spotify") async -> Response {
        let asked = await start(browser, name)
        let code = provider.makeCode(challenge: asked["code_challenge"] ?? "")
        return await browser.get("/link/\(name)/callback?code=\(code)&state=\(asked["state"] ?? "")")
    }

    private static func directory(_ url: String) throws -> ProviderDirectory {
        let spotify = Spotify(
            clientID: "client", clientSecret: nil, accountsURL: url, apiURL: url)
        let soundcloud = SoundCloud(
            clientID: "client", clientSecret: SecretText("secret"), accountsURL: url, apiURL: url)
        let apple = AppleMusic(
            teamID: "TEAM", keyID: "KEY", key: try P256PrivateKey(), apiURL: url,
            musicKitURL: "https://js-cdn.music.apple.com/musickit/v3/musickit.js")
        return ProviderDirectory([spotify.provider, soundcloud.provider], appleMusic: apple, acceptsCookies: true)
    }

    private static func keyID() throws -> KeyID {
        guard let id = KeyID("test") else { throw VaultError.malformed }
        return id
    }
}
