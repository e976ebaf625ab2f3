internal import Crypto
package import DiscordTypes
package import HTTPServer
package import Storage

/// Ways to a provider and back: each bound to the browser, the provider and (for linking) the person, usable once, for ten
/// minutes (RFC 9700, 2.1 and 4.7).
///
/// The store holds hashes only. The PKCE verifier isn't stored at all: it follows from the browser's secret and the state.
package struct OAuthAttempts: Sendable {
    static let life: Int64 = 10 * 60_000

    /// What the browser takes along, and the cookie that ties it to the attempt.
    package struct Beginning: Sendable {
        package let state: String
        /// PKCE, S256 (RFC 7636, 4.2).
        package let challenge: String
        package let cookie: (name: String, value: String)
    }

    /// A way back that belongs to an attempt of this browser.
    package struct Return: Sendable {
        package let code: String
        /// PKCE (RFC 7636, 4.1): 64 characters.
        package let verifier: String
        package let user: UserID?
        package let page: String
    }

    /// Why a way back leads nowhere. In none of these cases may a token be asked for.
    package enum Refusal: Error, Hashable, Sendable {
        /// A parameter is missing, there twice or malformed.
        case malformed
        /// No attempt of this browser with this provider: another's, used, too old, or made up.
        case unknown
        /// The issuer is another one (RFC 9207).
        case wrongIssuer
        /// The person or the provider said no; the code of RFC 6749, 4.1.2.1.
        case declined
        case storeFailed(StoreError)
    }

    private let store: any OAuthAttemptStore
    private let now: @Sendable () -> Int64

    package init(store: any OAuthAttemptStore, now: @escaping @Sendable () -> Int64) {
        self.store = store
        self.now = now
    }

    package func begin(
        provider: String, user: UserID?, page: String, request: Request
    ) async throws(StoreError) -> Beginning {
        // Several tabs of one browser share the secret.
        let browser = BrowserCookie.attempt.secret(in: request) ?? BrowserSecret.make()
        let state = Hex.encode(RandomBytes.make(32))
        try await store.begin(
            OAuthAttempt(
                stateHash: SHA256.hash(Array(state.utf8)), provider: provider, browserHash: browser.hash, user: user,
                page: page, expiresAt: now() + Self.life))
        let challenge = Base64URL.encode(SHA256.hash(Array(Self.verifier(browser, state).utf8)))
        return Beginning(
            state: state, challenge: challenge,
            cookie: BrowserCookie.attempt.keep(browser, seconds: Int(Self.life / 1000)))
    }

    /// Takes the attempt that a callback belongs to. Whatever the answer, its state is used up.
    package func finish(
        _ request: Request, provider: String, issuer: String
    ) async throws(Refusal) -> Return {
        let state = try Self.single("state", request, limit: 64, required: true)
        let code = try Self.single("code", request, limit: 2048, required: false)
        let failure = try Self.single("error", request, limit: 200, required: false)
        let named = try Self.single("iss", request, limit: 2048, required: false)
        guard let state, state.utf8.count == 64 else { throw .malformed }
        let attempt: OAuthAttempt?
        do throws(StoreError) {
            attempt = try await store.take(SHA256.hash(Array(state.utf8)))
        } catch {
            throw .storeFailed(error)
        }
        guard let attempt, attempt.provider == provider, let browser = BrowserCookie.attempt.secret(in: request),
            ConstantTime.equal(browser.hash, attempt.browserHash)
        else { throw .unknown }
        if let named, named != issuer { throw .wrongIssuer }
        guard failure == nil else { throw .declined }
        guard let code, !code.isEmpty else { throw .malformed }
        return Return(code: code, verifier: Self.verifier(browser, state), user: attempt.user, page: attempt.page)
    }

    private static func verifier(_ browser: BrowserSecret, _ state: String) -> String {
        browser.derive("timmybot pkce \(state)")
    }

    private static func single(
        _ name: String, _ request: Request, limit: Int, required: Bool
    ) throws(Refusal) -> String? {
        let values = request.query.values(of: name)
        guard values.count <= 1 else { throw .malformed }
        guard let value = values.first else {
            if required { throw .malformed }
            return nil
        }
        guard value.utf8.count <= limit else { throw .malformed }
        return value
    }
}
