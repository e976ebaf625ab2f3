import Logging
import Synchronization
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(2)))
struct LoggingTests {
    /// Keeps what is logged.
    private struct Keeper: LogHandler {
        let lines: Recorder<String>
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            lines.append("\(event.level) \(event.message) \(event.metadata ?? [:])")
        }
    }

    private func lines(_ level: Logger.Level, _ request: String) async throws -> [String] {
        let lines = Recorder<String>()
        var router = Router()
        router.on(.get, "/ok") { _ in .empty() }
        router.on(.get, "/fail/{what}") { _ in throw RawClient.Failure(description: "the disk is full") }
        let logger = Logger(label: "test", factory: { _ in Keeper(lines: lines, logLevel: level) })
        try await withServer(router, logger: logger) { server in
            _ = try await server.exchange(Array(request.utf8))
        }
        return lines.all
    }

    @Test func `a failed handler is logged as an error with its request`() async throws {
        let lines = try await lines(
            .info, "GET /fail/secret?token=secret HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(lines.count == 1)
        #expect(lines[0].hasPrefix("error handler failed"))
        #expect(lines[0].contains("the disk is full") && lines[0].contains("/fail/{what}"))
        #expect(lines[0].contains("request"))
        #expect(!lines[0].contains("secret"))
    }

    @Test func `requests are logged at debug, by route and not by path`() async throws {
        let request = "GET /ok?token=secret HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        let debug = try await lines(.debug, request)
        #expect(debug.contains { $0.hasPrefix("debug request ") && $0.contains("/ok") && $0.contains("204") })
        #expect(!debug.contains { $0.contains("secret") })
        let info = try await lines(.info, request)
        #expect(info.isEmpty)
    }

    @Test func `what a malformed request contained is not logged`() async throws {
        let lines = try await lines(.debug, "GET /ok HTTP/1.1\r\nHost: a\r\nX: secret\u{1B}[31m\r\n\r\n")
        #expect(lines.contains { $0.contains("Malformed field value") })
        #expect(!lines.contains { $0.contains("secret") || $0.contains("\u{1B}") })
    }
}
