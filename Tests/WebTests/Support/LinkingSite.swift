import Accounts
import Crypto
import DiscordTypes
import Foundation
import HTTPClient
import HTTPServer
import Jobs
import Logging
import LoopbackProvider
import Storage
import Synchronization
import Vault

@testable import Web

/// The site with its pages about linked accounts, over a real store and a provider on loopback.
final class LinkingSite {
    private static let beginning: Int64 = 1_790_000_000_000

    let site: TestSite
    let accounts: Accounts
    let provider: LoopbackProvider
    let node = FakeNode()
    let erasures: MemberErasures
    let web: SQLiteWebStore
    /// What the operator has switched off.
    let switches = Switches()
    private let folder: String
    private let turned = Turned()

    init() async throws {
        folder = NSTemporaryDirectory() + "timmybot-linking-" + UUID().uuidString
        provider = try LoopbackProvider()
        var configuration = SQLiteConfiguration(directory: folder)
        let turned = turned
        let now: @Sendable () -> Int64 = { Self.beginning + turned.milliseconds }
        configuration.now = now
        configuration.busyTimeout = .seconds(20)
        configuration.deadline = .seconds(30)
        let key = KeyRing.newLine(id: try Self.keyID()).reveal
        let switches = switches
        accounts = Accounts(
            store: try await SQLiteAccountStore(configuration, logger: Logger(label: "test")),
            vault: try Vault(.text(SecretText(key))), providers: try Self.directory(provider.url),
            http: try HTTPClient(configuration: HTTPClientConfiguration(userAgent: "test")),
            publicURL: TestSite.origin, switchedOff: { switches.all },
            clock: AccountsClock(now: now, sleep: { _ in }),
            log: Logger(label: "test"))
        let web = try await SQLiteWebStore(configuration, logger: Logger(label: "test"))
        let node = node
        let erasures = MemberErasures(
            store: web, accounts: accounts, eraseAtNode: { try node.erase($0, before: $1) }, now: now,
            log: Logger(label: "test"))
        self.erasures = erasures
        self.web = web
        let member = LinkingPages.MemberData(
            erasures: erasures, servers: try await SQLiteAccessStore(configuration, logger: Logger(label: "test")),
            records: { try node.records(of: $0) })
        let pages = LinkingPages(accounts: accounts, attempts: web, member: member, now: now)
        site = try await TestSite(
            { _, dependencies in
                dependencies.sessions = web
                dependencies.attempts = web
            }, others: { pages.add(to: &$0) })
    }

    deinit {
        // Left over in the temporary folder at worst.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Moves the clock of accounts and their pages, not that of sessions.
    func advance(by duration: Duration) { turned.advance(by: duration) }

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

/// How far a clock was turned.
final class Turned: Sendable {
    private let all = Mutex<Int64>(0)

    var milliseconds: Int64 { all.withLock { $0 } }

    func advance(by duration: Duration) { all.withLock { $0 += Int64(duration / .milliseconds(1)) } }
}

/// What the operator has switched off.
final class Switches: Sendable {
    private let off = Mutex<Set<AccountProvider>>([])

    var all: Set<AccountProvider> { off.withLock { $0 } }

    func switchOff(_ provider: AccountProvider) { off.withLock { _ = $0.insert(provider) } }

    func switchOn(_ provider: AccountProvider) { off.withLock { _ = $0.remove(provider) } }
}

/// The voice node's end of the pages' questions, which can be away.
final class FakeNode: Sendable {
    struct IsAway: Error {}

    private struct State {
        var isAway = false
        var erased: [UserID] = []
    }

    private let state = Mutex(State())

    var erased: [UserID] { state.withLock { $0.erased } }

    func setAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }

    func erase(_ user: UserID, before time: Int64) throws {
        try state.withLock { state in
            guard !state.isAway else { throw IsAway() }
            state.erased.append(user)
        }
    }

    func records(of user: UserID) throws -> MemberRecords {
        guard !state.withLock({ $0.isAway }) else { throw IsAway() }
        return MemberRecords(
            favourites: [MemberRecords.Track(title: "Kept song", artist: nil, link: nil, at: 0)],
            playlists: [MemberRecords.Playlist(name: "Sunday", tracks: [])])
    }
}
