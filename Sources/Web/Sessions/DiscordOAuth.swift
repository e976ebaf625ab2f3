package import Crypto
internal import DiscordTypes
internal import FoundationEssentials
package import HTTPClient
internal import Text

/// Discord's side of a sign-in: the authorization code flow with the scopes `identify guilds` (Discord: "OAuth2").
///
/// All addresses come from the settings, none from a request, and no redirect is followed. What Discord grants is used once and
/// given back: nothing of it is kept.
package struct DiscordOAuth: Sendable {
    package struct Configuration: Sendable {
        package var clientID: String
        package var clientSecret: SecretBytes
        /// Below it are `/oauth2/authorize` and `/api/oauth2/token`.
        package var oauthURL: String
        /// Below it are `/users/@me` and `/users/@me/guilds`.
        package var apiURL: String
        /// As registered with Discord, to the letter.
        package var redirectURI: String

        package init(
            clientID: String, clientSecret: SecretBytes, oauthURL: String, apiURL: String, redirectURI: String
        ) {
            self.clientID = clientID
            self.clientSecret = clientSecret
            self.oauthURL = oauthURL
            self.apiURL = apiURL
            self.redirectURI = redirectURI
        }
    }

    enum Failure: Error, Hashable, Sendable {
        /// Discord refuses the code: it was used, is too old, or is another's.
        case refused
        /// The client's id or secret is wrong: the operator's to mend.
        case misconfigured
        /// Discord or the way to it is out of order, or the answer makes no sense.
        case unavailable
    }

    private struct TokenPayload: Decodable {
        var accessToken: String
        var scope: String

        private enum CodingKeys: String, CodingKey {
            case accessToken = "access_token"
            case scope
        }
    }

    private static let timeout: Duration = .seconds(7)
    private static let bodyLimit = 512 * 1024
    static let scope = "identify guilds"

    private let configuration: Configuration
    private let http: HTTPClient

    package init(_ configuration: Configuration, http: HTTPClient) {
        self.configuration = configuration
        self.http = http
    }

    /// The issuer that `iss` must name where Discord sends it (RFC 9207).
    var issuer: String { configuration.oauthURL }

    /// Where the browser goes. `confirms` makes Discord ask the person even if they agreed before.
    func authorizationURL(state: String, challenge: String, confirms: Bool) -> String {
        let query = FormFields.encode([
            "response_type": "code", "client_id": configuration.clientID, "scope": Self.scope, "state": state,
            "redirect_uri": configuration.redirectURI, "code_challenge": challenge, "code_challenge_method": "S256",
            "prompt": confirms ? "consent" : "none",
        ])
        return "\(configuration.oauthURL)/oauth2/authorize?\(query)"
    }

    /// Exchanges the code, asks who it is for, and gives the grant back.
    func identity(code: String, verifier: String) async throws(Failure) -> DiscordIdentity {
        let token = try await exchange(code, verifier)
        let granted = Set(token.scope.split(separator: " "))
        guard granted.isSuperset(of: ["identify", "guilds"]) else {
            await revoke(token.accessToken)
            throw .refused
        }
        do throws(Failure) {
            let user = try await get("/users/@me", token.accessToken, as: DiscordUserPayload.self)
            let guilds = try await get(
                "/users/@me/guilds?with_counts=true", token.accessToken, as: [DiscordGuildPayload].self)
            await revoke(token.accessToken)
            return DiscordIdentity(
                user: user.id, name: StrangerText.line(user.globalName ?? user.username, limit: 64),
                servers: guilds.compactMap(\.managed),
                locale: user.locale.map { StrangerText.line($0, limit: 16) })
        } catch {
            await revoke(token.accessToken)
            throw error
        }
    }

    private func exchange(_ code: String, _ verifier: String) async throws(Failure) -> TokenPayload {
        let response = try await post(
            "/api/oauth2/token",
            [
                "grant_type": "authorization_code", "code": code, "redirect_uri": configuration.redirectURI,
                "code_verifier": verifier,
            ])
        switch response.status {
        case 200: return try Self.decode(TokenPayload.self, response)
        case 400: throw .refused
        case 401: throw .misconfigured
        default: throw .unavailable
        }
    }

    /// Ends the grant. Should it fail, the token ends by itself within the week and nobody has it.
    private func revoke(_ token: String) async {
        _ = try? await post("/api/oauth2/token/revoke", ["token": token, "token_type_hint": "access_token"])
    }

    private func post(
        _ path: String, _ fields: KeyValuePairs<String, String>
    ) async throws(Failure) -> HTTPResponse {
        let secret = configuration.clientSecret.withSpan { span in
            String(decoding: span.indices.map { span[$0] }, as: UTF8.self)
        }
        let credentials = FormFields.encode(["client_id": configuration.clientID, "client_secret": secret])
        let body = credentials + "&" + FormFields.encode(fields)
        return try await send(
            HTTPRequest(
                "POST", configuration.oauthURL + path, headers: ["Content-Type": "application/x-www-form-urlencoded"],
                body: Array(body.utf8), timeout: Self.timeout))
    }

    private func get<Value: Decodable>(
        _ path: String, _ token: String, as type: Value.Type
    ) async throws(Failure) -> Value {
        let response = try await send(
            HTTPRequest(
                "GET", configuration.apiURL + path, headers: ["Authorization": "Bearer \(token)"],
                timeout: Self.timeout))
        guard response.status == 200 else { throw .unavailable }
        return try Self.decode(type, response)
    }

    private func send(_ request: HTTPRequest) async throws(Failure) -> HTTPResponse {
        var request = request
        request.maximumBodySize = Self.bodyLimit
        do { return try await http.send(request) } catch { throw .unavailable }
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, _ response: HTTPResponse) throws(Failure) -> Value
    {
        do { return try JSONDecoder().decode(type, from: Data(response.body)) } catch { throw .unavailable }
    }
}
