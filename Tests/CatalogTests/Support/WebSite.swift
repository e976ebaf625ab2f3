import Foundation
import HTTPClient
import LoopbackServer
import Synchronization

/// A web site on loopback whose answers a test writes: by path, with how often that path was asked for before.
final class WebSite: Sendable {
    struct Answer: Sendable {
        var status = "200 OK"
        var type = "text/html"
        var fields: [String] = []
        var body: [UInt8] = []

        static func page(_ text: String, type: String = "text/html") -> Answer {
            Answer(type: type, body: Array(text.utf8))
        }

        static func redirect(to target: String) -> Answer {
            Answer(status: "302 Found", fields: ["Location: \(target)"])
        }

        static let missing = Answer(status: "404 Not Found")
    }

    struct Request: Sendable {
        let path: String
        /// Requests for the same path before this one.
        let number: Int
        let head: String

        func field(_ name: String) -> String? {
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name + ":") }
                .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
        }
    }

    private let requests = Mutex<[Request]>([])
    private let holder = Mutex<LoopbackServer?>(nil)

    init(_ answer: @escaping @Sendable (WebSite, Request) -> Answer?) throws {
        let server = try LoopbackServer { connection in
            guard let head = connection.readHead() else { return }
            let target = head.split(separator: " ").dropFirst().first.map(String.init) ?? "/"
            let request = self.requests.withLock { requests in
                let request = Request(path: target, number: requests.count { $0.path == target }, head: head)
                requests.append(request)
                return request
            }
            guard let answer = answer(self, request) else { return connection.waitForEnd() }
            // One answer each: without saying so a client may send its next request into a connection that is closed.
            let fields = ["Content-Type: \(answer.type)", "Connection: close"]
            connection.respond(answer.status, headers: answer.fields + fields, answer.body)
        }
        holder.withLock { $0 = server }
    }

    var seen: [Request] { requests.withLock { $0 } }

    func url(_ path: String) -> String { holder.withLock { "http://127.0.0.1:\($0?.port ?? 0)\(path)" } }

    static func audioPage(_ source: String, title: String = "Zoë — Leiter") -> Answer {
        .page(
            "<html><head><title>\(title)</title><meta property=\"og:title\" content=\"\(title)\"></head>"
                + "<body><audio src=\"\(source)\"></audio></body></html>")
    }
}
