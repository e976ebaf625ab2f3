import Crypto
import DiscordTypes
import Foundation
import HTTPClient
import LoopbackServer
import Synchronization

@testable import Web

/// Discord's token, revocation and user routes on loopback, by the published contract: form only, PKCE checked, codes once.
final class FakeDiscordOAuth: Sendable {
    struct Grant: Sendable {
        var user: UInt64
        var name: String
        var guilds: String
        var challenge: String
    }

    struct Call: Sendable {
        var line: String
        var body: String
    }

    private struct State {
        var codes: [String: Grant] = [:]
        var tokens: [String: Grant] = [:]
        var calls: [Call] = []
    }

    static let clientID = "4242"
    static let clientSecret = "marked-client-secret"
    static let redirectURI = "https://music.example.org/sign-in/discord/callback"

    private let state = Mutex(State())
    private let server = Mutex<LoopbackServer?>(nil)

    init() throws {
        let made = try LoopbackServer { [self] connection in
            while let head = connection.readHead() {
                let length = head.lowercased().split(separator: "content-length: ").dropFirst().first
                    .flatMap { Int($0.prefix { $0.isNumber }) }
                let body = String(decoding: connection.read(length ?? 0) ?? [], as: UTF8.self)
                let line = String(head.prefix { $0 != "\r\n" })
                let (status, answer) = state.withLock { state in
                    state.calls.append(Call(line: line, body: body))
                    return Self.answer(line, head, body, &state)
                }
                connection.respond("\(status) X", headers: ["Content-Type: application/json"], Array(answer.utf8))
            }
        }
        server.withLock { $0 = made }
    }

    var calls: [Call] { state.withLock { $0.calls } }

    var url: String { "http://127.0.0.1:\(server.withLock { $0?.port ?? 0 })" }

    func client() throws -> DiscordOAuth {
        DiscordOAuth(
            DiscordOAuth.Configuration(
                clientID: Self.clientID, clientSecret: SecretBytes(copying: Array(Self.clientSecret.utf8)),
                oauthURL: url,
                apiURL: url + "/api/v10", redirectURI: Self.redirectURI),
            http: try HTTPClient(configuration: HTTPClientConfiguration(userAgent: "DiscordBot (https://x, 1)")))
    }

    /// The person agrees on Discord's page; the code that comes back.
    func agree(_ challenge: String, user: UInt64, name: String, guilds: String) -> String {
        state.withLock { state in
            let code = "marked-code-\(state.codes.count)-\(UInt64.random(in: 0 ... .max))"
            state.codes[code] = Grant(user: user, name: name, guilds: guilds, challenge: challenge)
            return code
        }
    }

    private static func answer(_ line: String, _ head: String, _ body: String, _ state: inout State) -> (Int, String) {
        let fields = Dictionary(
            body.split(separator: "&").map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? "" }
                return (parts[0], parts.count > 1 ? parts[1] : "")
            }, uniquingKeysWith: { first, _ in first })
        if line.hasPrefix("POST /api/oauth2/token") {
            guard head.lowercased().contains("content-type: application/x-www-form-urlencoded") else {
                return (400, "{}")
            }
            guard fields["client_id"] == clientID, fields["client_secret"] == clientSecret else {
                return (401, #"{"error":"invalid_client"}"#)
            }
            if line.contains("revoke") {
                state.tokens[fields["token"] ?? ""] = nil
                return (200, "{}")
            }
            guard let grant = state.codes.removeValue(forKey: fields["code"] ?? ""),
                fields["redirect_uri"] == redirectURI, let verifier = fields["code_verifier"],
                Base64URL.encode(SHA256.hash(Array(verifier.utf8))) == grant.challenge
            else { return (400, #"{"error":"invalid_grant"}"#) }
            let token = "marked-token-\(UInt64.random(in: 0 ... .max))"
            state.tokens[token] = grant
            return (
                200,
                #"{"access_token":"\#(token)","token_type":"Bearer","expires_in":604800,"refresh_token":"r","scope":"identify guilds"}"#
            )
        }
        let token = head.split(separator: "Bearer ").dropFirst().first.map { String($0.prefix { $0 != "\r\n" }) }
        guard let grant = token.flatMap({ state.tokens[$0] }) else { return (401, #"{"message":"401: Unauthorized"}"#) }
        if line.contains("/users/@me/guilds") { return (200, grant.guilds) }
        let name = String(decoding: (try? JSONEncoder().encode(grant.name)) ?? Data(), as: UTF8.self)
        return (200, #"{"id":"\#(grant.user)","username":"u","global_name":\#(name)}"#)
    }
}
