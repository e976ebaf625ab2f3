internal import Crypto
internal import Foundation
internal import LoopbackServer
package import Synchronization

/// A provider's token, profile and revocation endpoints on loopback, after the contracts of RFC 6749, 7636 and 7009.
///
/// A refresh token works once; one that is used again is answered `invalid_grant`, as SoundCloud and Spotify do.
package final class LoopbackProvider: Sendable {
    package enum Mood: Sendable {
        case fine
        case answering(String, headers: [String] = [], body: String = "{}")
        /// Grants, and dies before the answer.
        case losingTheAnswer
    }

    package struct State {
        package var mood = Mood.fine
        package var profileStatus = "200 OK"
        package var profile = #"{"account_id":"acct-1","display_name":"Zoë","product":"premium"}"#
        package var calls: [[String: String]] = []
        package var authorizations: [String] = []
        package var revoked: [String] = []
        package var codes: [String: String] = [:]
        package var refreshTokens: Set<String> = []
        package var issued = 0
        package var lifetime = 3600
        /// Runs while a token request is under way.
        package var onToken: (@Sendable () -> Void)?
    }

    package let state = Mutex(State())
    private let port = Mutex<UInt16>(0)

    package init() throws {
        // Keeps itself alive until the test process ends, like every loopback server.
        let server = try LoopbackServer { connection in self.serve(connection) }
        port.withLock { $0 = server.port }
    }

    package var url: String { "http://127.0.0.1:\(port.withLock { $0 })" }

    /// Token requests so far.
    package var calls: [[String: String]] { state.withLock { $0.calls } }

    package func set(_ mood: Mood) { state.withLock { $0.mood = mood } }

    /// A code that goes with a PKCE challenge.
    package func makeCode(challenge: String) -> String {
        state.withLock { state in
            state.codes["code-\(state.codes.count)"] = challenge
            return "code-\(state.codes.count - 1)"
        }
    }

    private func serve(_ connection: LoopbackConnection) {
        while let head = connection.readHead() {
            let lines = head.split(separator: "\r\n")
            let path = lines.first?.split(separator: " ").dropFirst().first.map(String.init) ?? ""
            let fields = lines.dropFirst().reduce(into: [String: String]()) { fields, line in
                let parts = line.split(separator: ":", maxSplits: 1)
                guard parts.count == 2 else { return }
                fields[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
            }
            let body = fields["content-length"].flatMap { Int($0) }.flatMap { connection.read($0) } ?? []
            answer(path, fields, body, connection)
        }
    }

    private func answer(_ path: String, _ fields: [String: String], _ body: [UInt8], _ connection: LoopbackConnection) {
        switch path {
        case "/token", "/api/token", "/oauth/token": token(Self.form(body), connection)
        case "/revoke", "/sign-out":
            state.withLock { $0.revoked.append(Self.form(body)["token"] ?? "") }
            connection.respond()
        case "/me":
            let (status, profile) = state.withLock { state in
                state.authorizations.append(fields["authorization"] ?? "")
                return (state.profileStatus, state.profile)
            }
            connection.respond(status, Array(profile.utf8))
        case "/v1/me/storefront":
            let isGood = fields["music-user-token"] == "good" && fields["authorization"]?.hasPrefix("Bearer ey") == true
            connection.respond(isGood ? "200 OK" : "403 Forbidden")
        default: connection.respond("404 Not Found")
        }
    }

    private func token(_ form: [String: String], _ connection: LoopbackConnection) {
        let (mood, work) = state.withLock { state in
            state.calls.append(form)
            return (state.mood, state.onToken)
        }
        work?()
        switch mood {
        case .answering(let status, let headers, let body):
            connection.respond(status, headers: headers, Array(body.utf8))
        case .fine:
            if let answer = grant(form) {
                connection.respond(answer)
            } else {
                connection.respond("400 Bad Request", Array(#"{"error":"invalid_grant"}"#.utf8))
            }
        case .losingTheAnswer:
            _ = grant(form)
            connection.resetOnClose()
        }
    }

    private func grant(_ form: [String: String]) -> [UInt8]? {
        state.withLock { state in
            switch form["grant_type"] {
            case "refresh_token":
                guard state.refreshTokens.remove(form["refresh_token"] ?? "") != nil else { return nil }
            case "authorization_code":
                guard let challenge = state.codes.removeValue(forKey: form["code"] ?? ""),
                    Self.challenge(form["code_verifier"] ?? "") == challenge
                else { return nil }
            default: break
            }
            state.issued += 1
            state.refreshTokens.insert("refresh-\(state.issued)")
            return Array(
                """
                {"access_token":"access-\(state.issued)","refresh_token":"refresh-\(state.issued)",
                 "token_type":"Bearer","expires_in":\(state.lifetime)}
                """.utf8)
        }
    }

    private static func form(_ body: [UInt8]) -> [String: String] {
        let pairs = String(decoding: body, as: UTF8.self).split(separator: "&")
        return pairs.reduce(into: [:]) { form, pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            form[String(parts[0])] = parts.count == 2 ? parts[1].removingPercentEncoding : ""
        }
    }

    /// RFC 7636 §4.2.
    package static func challenge(_ verifier: String) -> String { Base64URL.encode(SHA256.hash(Array(verifier.utf8))) }
}

extension LoopbackConnection {
    fileprivate func respond(_ body: [UInt8]) {
        respond("200 OK", headers: ["Content-Type: application/json"], body)
    }
}
