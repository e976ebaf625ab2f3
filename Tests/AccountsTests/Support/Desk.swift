import Crypto
import DiscordTypes
import Foundation
import HTTPClient
import Logging
import LoopbackProvider
import Storage
import Synchronization
import Vault

@testable import Accounts

/// Everything that linked accounts need, on real storage and a loopback provider, with a clock that a test turns.
final class Desk: Sendable {
    static let user = UserID(80_351_110_224_678_912)

    let folder: String
    let provider: LoopbackProvider
    let keys: KeyFile
    let notices = Mutex<[String]>([])
    let lines = Mutex<[String]>([])
    private let time = Mutex<Int64>(1_790_000_000_000)

    init() throws {
        folder = NSTemporaryDirectory() + "timmybot-accounts-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        provider = try LoopbackProvider()
        keys = KeyFile(path: folder + "/vault-keys")
        try keys.makeIfMissing(id: Self.keyID("first"))
    }

    deinit {
        // Left over in the temporary folder at worst.
        try? FileManager.default.removeItem(atPath: folder)
    }

    static func keyID(_ text: String) throws -> KeyID {
        guard let id = KeyID(text) else { throw VaultError.malformed }
        return id
    }

    var now: Int64 { time.withLock { $0 } }

    func advance(by duration: Duration) {
        time.withLock { $0 += Int64(duration / .milliseconds(1)) }
    }

    var spotify: OAuthProvider {
        var provider = Spotify(
            clientID: "client", clientSecret: nil, accountsURL: provider.url, apiURL: provider.url
        ).provider
        provider = OAuthProvider(
            provider: .spotify, clientID: provider.clientID, authentication: provider.authentication,
            authorizeURL: provider.authorizeURL, tokenURL: self.provider.url + "/token", issuer: provider.issuer,
            scopes: provider.scopes, revocation: .form(url: self.provider.url + "/revoke"),
            consentLifetime: provider.consentLifetime, profileURL: provider.profileURL,
            readProfile: provider.readProfile, givesApplicationTokens: true)
        return provider
    }

    /// The same endpoints under another provider's name.
    var soundcloud: OAuthProvider {
        OAuthProvider(
            provider: .soundcloud, clientID: "client", authentication: .form(SecretText("client-secret")),
            authorizeURL: provider.url + "/authorize", tokenURL: provider.url + "/token", issuer: provider.url,
            scopes: [], profileURL: provider.url + "/me", readProfile: spotify.readProfile, scheme: "OAuth")
    }

    /// One process's view. Each call is another process on the same files.
    func open(
        _ directory: ProviderDirectory? = nil, switchedOff: @escaping @Sendable () -> Set<AccountProvider> = { [] }
    ) async throws -> Accounts {
        var configuration = SQLiteConfiguration(directory: folder)
        configuration.now = { self.now }
        configuration.busyTimeout = .seconds(20)
        configuration.deadline = .seconds(30)
        var logger = Logger(label: "test") { _ in RecordingLog { line in self.lines.withLock { $0.append(line) } } }
        logger.logLevel = .trace
        return Accounts(
            store: try await SQLiteAccountStore(configuration, logger: logger), vault: try Vault(.file(keys)),
            providers: directory ?? ProviderDirectory([spotify, soundcloud], acceptsCookies: true),
            http: try HTTPClient(configuration: HTTPClientConfiguration(userAgent: "test")),
            publicURL: "https://music.example.org", switchedOff: switchedOff,
            clock: AccountsClock(now: { self.now }, sleep: { try await Task.sleep(for: min($0, .milliseconds(5))) }),
            log: logger,
            notify: { user, provider, locale in
                self.notices.withLock { $0.append("\(user) \(provider.rawValue) \(locale ?? "-")") }
            })
    }

    /// Links an account the way the pages do.
    func link(
        _ accounts: Accounts, to provider: AccountProvider = .spotify, user: UserID = user, locale: String? = nil
    ) async throws -> LinkedAccount {
        let (code, verifier) = try await consent(accounts, to: provider)
        return try await accounts.link(to: provider, code: code, verifier: verifier, of: user, locale: locale)
    }

    /// The code that a consent page gives, and the verifier that belongs to it.
    func consent(
        _ accounts: Accounts, to provider: AccountProvider = .spotify
    ) async throws -> (code: SecretText, verifier: SecretText) {
        let verifier = OneTimeSecret()
        let address = try await accounts.consentAddress(
            at: provider, state: "state", challenge: Base64URL.encode(verifier.digest))
        let code = self.provider.makeCode(challenge: Self.query(address.reveal)["code_challenge"] ?? "")
        return (SecretText(code), verifier.text)
    }

    static func query(_ address: String) -> [String: String] {
        let items = URLComponents(string: address)?.queryItems ?? []
        return Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
    }
}

/// Keeps every line with all its metadata, as an operator's log would.
struct RecordingLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace
    let write: @Sendable (String) -> Void

    init(write: @escaping @Sendable (String) -> Void) {
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        write("\(event.level) \(event.message) \(event.metadata ?? [:])")
    }
}

extension Desk {
    /// A file's bytes, one scalar each, so that any ASCII in it can be searched for.
    static func bytesAsText(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }
}
