import DiscordREST
import DiscordTypes
import Foundation
import HTTPClient
import Logging
import LoopbackServer

/// Answers requests one after the other from a script, and keeps what it was asked.
final class FakeDiscord: Sendable {
    struct Request: Sendable {
        var head: String
        var body: String

        var line: String { String(head.prefix { $0 != "\r\n" }) }
    }

    struct Answer: Sendable {
        var status = "200 OK"
        var headers: [String] = []
        var body = ""
        /// Instead of an answer.
        var hangsUp = false

        static func limited(_ seconds: Double, scope: String = "user") -> Answer {
            Answer(
                status: "429 Too Many Requests", headers: ["X-RateLimit-Scope: \(scope)", "Retry-After: 1"],
                body: #"{"retry_after": \#(seconds), "global": \#(scope == "global")}"#)
        }

        static func error(_ status: Int, code: Int = 0) -> Answer {
            Answer(status: "\(status) X", body: #"{"message": "marked", "code": \#(code)}"#)
        }
    }

    private let requests = Monitor<[Request]>([])
    private let server = Monitor<LoopbackServer?>(nil)

    var seen: [Request] { requests.update { $0 } }

    /// The last answer is given again and again.
    init(_ script: [Answer]) throws {
        let made = try LoopbackServer { connection in
            while let head = connection.readHead() {
                let length = head.lowercased().split(separator: "content-length: ").dropFirst().first
                    .flatMap { Int($0.prefix { $0.isNumber }) }
                let body = connection.read(length ?? 0) ?? []
                let number = self.requests.update { requests in
                    requests.append(Request(head: head, body: String(decoding: body, as: UTF8.self)))
                    return requests.count - 1
                }
                let answer = script[min(number, script.count - 1)]
                if answer.hangsUp { return }
                connection.respond(answer.status, headers: answer.headers, Array(answer.body.utf8))
            }
        }
        server.update { $0 = made }
    }

    func client(
        time: RESTTime = .system, token: String? = "marked-token",
        _ change: (inout RESTConfiguration) -> Void = { _ in }
    ) throws -> RESTClient {
        let port = server.update { $0?.port } ?? 0
        var configuration = RESTConfiguration(
            baseURL: "http://127.0.0.1:\(port)/api/v10/", token: token.flatMap(BotToken.init),
            projectURL: "https://bot.example", version: "1.2")
        configuration.firstBackoff = .milliseconds(100)
        change(&configuration)
        let http = try HTTPClient(configuration: HTTPClientConfiguration(userAgent: "unused"))
        return RESTClient(configuration, http: http, log: Logger(label: "test"), time: time)
    }
}
