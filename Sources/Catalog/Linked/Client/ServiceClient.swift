internal import Accounts
internal import Crypto
internal import DiscordTypes
internal import FoundationEssentials
internal import HTTPClient
internal import Storage
internal import Synchronization

/// Asks one service's API, with a member's account or with the application's own token.
///
/// A token that is refused is renewed once. What passes by itself is tried again, within bounds; a service that asks to be left
/// alone for longer is left alone by everybody. Tokens go to the API's own origin and nowhere else.
final class ServiceClient: Sendable {
    enum Asker: Sendable, Equatable {
        case member(UserID)
        case application
    }

    struct Answer: Sendable {
        var status: Int
        var headers: HTTPHeaders
        var body: [UInt8]
    }

    static let timeout: Duration = .seconds(10)
    static let longestAnswer = 8 << 20
    /// A wait the service asks for is kept up to this long; a longer one ends the call.
    static let longestPause = 5
    private static let tries = 3
    /// A quota that is used up comes back at midnight in California: asked again so often, in seconds.
    private static let quotaPause = 900

    let provider: AccountProvider
    /// Without a slash at the end.
    let base: String
    private let accounts: Accounts
    private let http: HTTPClient
    private let pause: @Sendable (Duration) async throws -> Void
    private let quietUntil = Mutex<ContinuousClock.Instant?>(nil)

    init(
        _ provider: AccountProvider, base: String, accounts: Accounts, http: HTTPClient,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.provider = provider
        self.base = base
        self.accounts = accounts
        self.http = http
        self.pause = pause
    }

    /// Whose token opens what is public: the member's own where it works, or else the application's.
    func asker(for member: UserID) async throws -> Asker {
        do {
            _ = try await headers(of: .member(member))
            return .member(member)
        } catch let error as MusicServiceError where [.notLinked, .relinkNeeded].contains(error) {
            do {
                _ = try await headers(of: .application)
                return .application
            } catch MusicServiceError.notConfigured {
                throw error
            }
        }
    }

    /// Asks with whoever's token opens what is public. Where the member's stops working meanwhile, the application's is used.
    func asking<Value: Sendable>(
        for member: UserID, _ question: (Asker) async throws -> Value
    ) async throws -> Value {
        let asker = try await asker(for: member)
        do {
            return try await question(asker)
        } catch MusicServiceError.relinkNeeded where asker == .member(member) {
            return try await question(try await self.asker(for: member))
        }
    }

    /// The member's own token, for what else opens the account. Throws ``MusicServiceError``.
    func token(of member: UserID) async throws -> SecretText {
        do throws(AccountsError) {
            return try await accounts.accessToken(for: member, at: provider).secret
        } catch {
            throw MusicServiceError(error)
        }
    }

    /// One object. Members that are missing are the type's matter.
    func get<Value: Decodable>(
        _ type: Value.Type, _ path: String, _ query: [(String, String)] = [], as asker: Asker
    ) async throws -> Value {
        let answer = try await send(path, query, as: asker, redirects: 1)
        do {
            return try JSONDecoder().decode(type, from: Data(answer.body))
        } catch {
            throw MusicServiceError.malformed
        }
    }

    /// An answer of 2xx, or one of 3xx where `redirects` is 0.
    func send(
        _ path: String, _ query: [(String, String)] = [], as asker: Asker, redirects: Int = 0
    ) async throws -> Answer {
        try checkQuiet()
        var (isRenewed, attempt) = (false, 1)
        var (fields, token) = try await headers(of: asker)
        while true {
            let answer = try await once(path, query, fields, redirects)
            switch answer?.status {
            case .some(200..<400): return answer ?? Answer(status: 200, headers: [:], body: [])
            case 401 where provider == .appleMusic:
                // It means the developer's token, which is the operator's; the member's has a code of its own.
                throw MusicServiceError.failing
            case .some(let status) where Self.isRefusal(status, answer, provider):
                guard let used = token else { throw MusicServiceError.relinkNeeded }
                try await refused(used)
                guard !isRenewed else { throw MusicServiceError.relinkNeeded }
                isRenewed = true
                (fields, token) = try await headers(of: asker)
                continue
            case 403 where provider == .youtube && Self.isOutOfQuota(answer):
                keepQuiet(Self.quotaPause)
                throw MusicServiceError.rateLimited(seconds: Self.quotaPause)
            case 403, 404, 410: throw MusicServiceError.unavailable
            case 429:
                let seconds = answer?.headers["retry-after"].flatMap { Int($0) } ?? 1
                guard seconds <= Self.longestPause, attempt < Self.tries else {
                    keepQuiet(seconds)
                    throw MusicServiceError.rateLimited(seconds: seconds)
                }
                try await pause(.seconds(max(seconds, 1)))
            case nil, .some(500...):
                guard attempt < Self.tries else { throw MusicServiceError.failing }
                try await pause(.milliseconds(200 * attempt))
            default: throw MusicServiceError.failing
            }
            attempt += 1
        }
    }

    /// The path and query of an address on the API's own origin; nil for any other. A service names its next page so.
    func path(of address: String?) -> String? {
        guard let address, address.hasPrefix(base + "/") else { return nil }
        return String(address.dropFirst(base.count))
    }

    // MARK: One request

    /// Nil where no answer came.
    private func once(
        _ path: String, _ query: [(String, String)], _ fields: HTTPHeaders, _ redirects: Int
    ) async throws -> Answer? {
        var url = base + path
        if !query.isEmpty {
            url += (path.contains("?") ? "&" : "?") + FormFields.encode(query.map { (name: $0.0, value: $0.1) })
        }
        var request = HTTPRequest("GET", url, headers: fields, timeout: Self.timeout)
        request.headers.append("Accept", "application/json")
        request.acceptsCompression = true
        request.maximumBodySize = Self.longestAnswer
        let answer: Answer
        do {
            let response = try await http.send(request)
            answer = Answer(status: response.status, headers: response.headers, body: response.body)
        } catch .cancelled {
            throw CancellationError()
        } catch .tooLarge, .invalidURL, .invalidRequest {
            throw MusicServiceError.malformed
        } catch {
            return nil
        }
        guard redirects > 0, (300..<400).contains(answer.status) else { return answer }
        // Not the HTTP client's own way: the tokens go to the API's origin alone, and so does the request.
        guard let next = self.path(of: answer.headers["location"]) else { throw MusicServiceError.malformed }
        return try await once(next, [], fields, redirects - 1)
    }

    private static func isRefusal(_ status: Int, _ answer: Answer?, _ provider: AccountProvider) -> Bool {
        if status == 401 { return true }
        guard provider == .appleMusic, status == 403, let body = answer?.body else { return false }
        return String(decoding: body, as: UTF8.self).contains("\"40300\"")
    }

    /// Google's "quotaExceeded" and its kind come with 403, like what is private.
    private static func isOutOfQuota(_ answer: Answer?) -> Bool {
        let body = String(decoding: answer?.body ?? [], as: UTF8.self)
        return ["quotaExceeded", "rateLimitExceeded", "userRateLimitExceeded", "dailyLimitExceeded"]
            .contains { body.contains("\"\($0)\"") }
    }

    // MARK: Tokens

    private func headers(of asker: Asker) async throws -> (HTTPHeaders, AccessToken?) {
        do throws(AccountsError) {
            if provider == .appleMusic, asker == .application {
                let token = try accounts.developerToken(origin: nil)
                return (["Authorization": "Bearer \(token.reveal)"], nil)
            }
            let token =
                switch asker {
                case .member(let user): try await accounts.accessToken(for: user, at: provider)
                case .application: try await accounts.applicationToken(at: provider)
                }
            var fields = HTTPHeaders()
            for (name, value) in token.headers { fields.append(name, value) }
            return (fields, token)
        } catch {
            throw MusicServiceError(error)
        }
    }

    private func refused(_ token: AccessToken) async throws {
        do throws(AccountsError) {
            try await accounts.refused(token)
        } catch {
            throw MusicServiceError(error)
        }
    }

    // MARK: Being left alone

    private func checkQuiet() throws {
        let left = quietUntil.withLock { $0.map { ContinuousClock.now.duration(to: $0) } }
        guard let left, left > .zero else { return }
        throw MusicServiceError.rateLimited(seconds: Int(left.components.seconds) + 1)
    }

    private func keepQuiet(_ seconds: Int) {
        quietUntil.withLock { $0 = .now + .seconds(min(max(seconds, 1), 3600)) }
    }
}

extension MusicServiceError {
    init(_ error: AccountsError) {
        self =
            switch error {
            case .notConfigured: .notConfigured
            case .notLinked: .notLinked
            case .relinkNeeded: .relinkNeeded
            case .unavailable: .failing
            }
    }
}
