package import Crypto
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
        package let code: SecretText
        /// PKCE (RFC 7636, 4.1): 64 characters.
        package let verifier: SecretText
        package let page: String
    }

    /// Why a way back leads nowhere. In none of these cases may a token be asked for.
    package enum Refusal: Error, Hashable, Sendable {
        /// A parameter is missing, there twice or malformed.
        case malformed
        /// No such attempt: used, too old, or made up.
        case unknown
        /// It was begun with another provider, whose answer has no business here.
        case otherProvider
        case otherBrowser
        case otherUser
        /// The issuer is another one (RFC 9207).
        case wrongIssuer
        /// The person said no.
        case declined
        /// The provider said no: a code of RFC 6749, 4.1.2.1; nil for one that is not of the standard.
        case failed(String?)
        case storeFailed(StoreError)
    }

    private static let longestCode = 4096
    private static let failures: Set<String> = [
        "invalid_request", "unauthorized_client", "unsupported_response_type", "invalid_scope", "server_error",
        "temporarily_unavailable",
    ]

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

    /// Takes the attempt that a callback belongs to: one of `user`, or of nobody for a sign-in. Once a state has the form of
    /// one it is used up, whatever the answer.
    package func finish(
        _ request: Request, provider: String, user: UserID?, issuer: String
    ) async throws(Refusal) -> Return {
        let answer = try Answer(request)
        let attempt: OAuthAttempt?
        do throws(StoreError) {
            attempt = try await store.take(SHA256.hash(Array(answer.state.utf8)))
        } catch {
            throw .storeFailed(error)
        }
        guard let attempt else { throw .unknown }
        guard attempt.provider == provider else { throw .otherProvider }
        guard let browser = BrowserCookie.attempt.secret(in: request),
            ConstantTime.equal(browser.hash, attempt.browserHash)
        else { throw .otherBrowser }
        guard attempt.user == user else { throw .otherUser }
        if let named = answer.issuer, named != issuer { throw .wrongIssuer }
        switch answer.result {
        case .failure("access_denied"): throw .declined
        case .failure(let code): throw .failed(Self.failures.contains(code) ? code : nil)
        case .code(let code):
            return Return(
                code: SecretText(code), verifier: SecretText(Self.verifier(browser, answer.state)), page: attempt.page)
        }
    }

    private static func verifier(_ browser: BrowserSecret, _ state: String) -> String {
        browser.derive("timmybot pkce \(state)")
    }

    /// The query of a way back, read strictly: exactly the parts of RFC 6749, 4.1.2, each once.
    private struct Answer {
        enum Result {
            case code(String)
            case failure(String)
        }

        let state: String
        let issuer: String?
        let result: Result

        init(_ request: Request) throws(Refusal) {
            guard let pairs = request.query.pairs, pairs.count <= 32 else { throw .malformed }
            var values: [String: String] = [:]
            for (name, value) in pairs {
                guard values.updateValue(value, forKey: name) == nil else { throw .malformed }
            }
            guard let state = values["state"], state.utf8.count == 64 else { throw .malformed }
            self.state = state
            issuer = values["iss"]
            switch (values["code"], values["error"]) {
            case (let code?, nil):
                guard (1...longestCode).contains(code.utf8.count), code.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
                else { throw .malformed }
                result = .code(code)
            case (nil, let error?): result = .failure(error)
            default: throw .malformed
            }
        }
    }
}
