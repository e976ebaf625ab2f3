internal import Crypto
internal import FoundationEssentials
internal import HTTPClient

/// Speaks with providers' token endpoints. Addresses come from configuration only, and redirects are not followed.
struct TokenClient: Sendable {
    private static let timeout: Duration = .seconds(10)
    private static let longestAnswer = 256 << 10
    /// The error codes of RFC 6749 §5.2; any other is not repeated in a log.
    private static let errorCodes: Set<String> = [
        "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type",
        "invalid_scope",
    ]

    let http: HTTPClient

    func exchange(
        code: SecretText, verifier: SecretText, redirect: String, at provider: OAuthProvider
    ) async throws(TokenError) -> TokenGrant {
        try await token(
            [
                ("grant_type", "authorization_code"), ("code", code.reveal), ("redirect_uri", redirect),
                ("code_verifier", verifier.reveal),
            ], at: provider)
    }

    func refresh(_ token: SecretText, at provider: OAuthProvider) async throws(TokenError) -> TokenGrant {
        try await self.token([("grant_type", "refresh_token"), ("refresh_token", token.reveal)], at: provider)
    }

    func applicationToken(at provider: OAuthProvider) async throws(TokenError) -> TokenGrant {
        // Spotify and SoundCloud both want HTTP Basic here.
        var provider = provider
        if case .form(let secret) = provider.authentication { provider.authentication = .basic(secret) }
        return try await token([("grant_type", "client_credentials")], at: provider)
    }

    /// Whose account a token opens.
    func profile(_ access: SecretText, at provider: OAuthProvider) async throws(TokenError) -> AccountProfile {
        let response = try await send(
            HTTPRequest(
                "GET", provider.profileURL,
                headers: ["Authorization": "\(provider.scheme) \(access.reveal)", "Accept": "application/json"]))
        switch response.status {
        case 200:
            guard let profile = provider.readProfile(response.body) else { throw .malformed }
            return profile
        case 401: throw .unauthorized
        case 403: throw .notAdmitted
        default: throw Self.failure(response)
        }
    }

    /// Gives a grant back. Providers answer 200 also for tokens they don't know.
    func revoke(
        _ token: SecretText, by revocation: OAuthProvider.Revocation, patience: Duration
    ) async throws(TokenError) {
        var request =
            switch revocation {
            case .form(let url): Self.form(url, [("token", token.reveal)])
            case .json(let url, let name):
                HTTPRequest(
                    "POST", url, headers: ["Content-Type": "application/json", "Accept": "application/json"],
                    body: Array((try? JSONEncoder().encode([name: token.reveal])) ?? Data()))
            }
        request.timeout = patience
        let response = try await send(request)
        guard (200..<300).contains(response.status) else { throw Self.failure(response) }
    }

    /// Whether Apple accepts a user token: 200 for a member with a subscription or without.
    func checkUserToken(_ user: SecretText, developer: SecretText, at apple: AppleMusic) async throws(TokenError) {
        let response = try await send(
            HTTPRequest(
                "GET", apple.apiURL + "/v1/me/storefront",
                headers: ["Authorization": "Bearer \(developer.reveal)", "Music-User-Token": user.reveal]))
        switch response.status {
        case 200: return
        case 401: throw .refused("invalid_client")
        case 403: throw .unauthorized
        default: throw Self.failure(response)
        }
    }
}

extension TokenClient {
    private func token(
        _ fields: [(name: String, value: String)], at provider: OAuthProvider
    ) async throws(TokenError) -> TokenGrant {
        var fields = fields
        var headers: HTTPHeaders = [:]
        switch provider.authentication {
        case .none: fields.append(("client_id", provider.clientID))
        case .form(let secret):
            fields += [("client_id", provider.clientID), ("client_secret", secret.reveal)]
        case .basic(let secret):
            let pair = Data("\(provider.clientID):\(secret.reveal)".utf8).base64EncodedString()
            headers.append("Authorization", "Basic \(pair)")
            // The authorization request named the client; with PKCE the same name is expected here too.
            fields.append(("client_id", provider.clientID))
        }
        let response = try await send(Self.form(provider.tokenURL, fields, headers))
        guard response.status == 200 else { throw Self.failure(response) }
        return try TokenGrant(response.body)
    }

    private static func form(
        _ url: String, _ fields: [(name: String, value: String)], _ headers: HTTPHeaders = [:]
    ) -> HTTPRequest {
        var headers = headers
        headers.append("Content-Type", "application/x-www-form-urlencoded")
        headers.append("Accept", "application/json")
        return HTTPRequest("POST", url, headers: headers, body: Array(FormFields.encode(fields).utf8))
    }

    private func send(_ request: HTTPRequest) async throws(TokenError) -> HTTPResponse {
        var request = request
        request.timeout = request.timeout ?? Self.timeout
        request.maximumBodySize = Self.longestAnswer
        do {
            return try await http.send(request)
        } catch {
            // What the client says holds no more than where it failed; a request may have arrived all the same.
            throw .unavailable
        }
    }

    private struct ErrorBody: Decodable {
        var error: String?
    }

    private static func failure(_ response: HTTPResponse) -> TokenError {
        switch response.status {
        case 429:
            let seconds = response.headers["Retry-After"].flatMap { Int64($0) }
            return .rateLimited(retryAfter: seconds.map { .seconds(min(max($0, 0), 86_400)) })
        case 400, 401, 403:
            let code = (try? JSONDecoder().decode(ErrorBody.self, from: Data(response.body)))?.error ?? ""
            if code == "invalid_grant" { return .invalidGrant }
            return .refused(errorCodes.contains(code) ? code : "status \(response.status)")
        case 500...599: return .unavailable
        default: return .malformed
        }
    }
}
