import Logging
import Synchronization

@testable import HTTPServer

/// What a running server of a test has seen.
final class TestServer: Sendable {
    let server: Server
    let records: Recorder<RequestRecord>

    var port: UInt16 { server.port }

    init(server: Server, records: Recorder<RequestRecord>) {
        self.server = server
        self.records = records
    }

    /// Sends `request`, reads everything until the server closes.
    func exchange(_ request: [UInt8]) async throws -> String {
        let client = try RawClient.connect(port)
        try await client.send(request)
        return try await client.receiveToEnd()
    }

    /// Sends one request and reads one answer.
    func answer(to request: String, isHead: Bool = false) async throws -> RawResponse? {
        let client = try RawClient.connect(port)
        try await client.send(request)
        return try await ResponseReader(client).next(isHead: isHead)
    }
}

/// A list that grows, and that a test can wait for.
final class Recorder<Element: Sendable>: Sendable {
    private let state = Mutex<(all: [Element], waiters: [(Int, CheckedContinuation<Void, Never>)])>(([], []))

    var all: [Element] { state.withLock { $0.all } }

    func append(_ element: Element) {
        let ready = state.withLock { state in
            state.all.append(element)
            let count = state.all.count
            let ready = state.waiters.filter { $0.0 <= count }
            state.waiters.removeAll { $0.0 <= count }
            return ready
        }
        for (_, waiter) in ready { waiter.resume() }
    }

    /// Returns once there are `count` elements.
    func wait(for count: Int) async -> [Element] {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.all.count < count { state.waiters.append((count, continuation)) }
                return state.all.count >= count
            }
            if isReady { continuation.resume() }
        }
        return all
    }
}

/// Runs a server while `body` runs, then drains it and waits for its end.
func withServer(
    _ router: Router, logger: Logger? = nil, configure: (inout ServerConfiguration) -> Void = { _ in },
    _ body: (TestServer) async throws -> Void
) async throws {
    var configuration = ServerConfiguration()
    configuration.drainDeadline = .seconds(10)
    configure(&configuration)
    var quiet = Logger(label: "test")
    quiet.logLevel = .critical
    let records = Recorder<RequestRecord>()
    let server = try Server(
        configuration: configuration, router: router, logger: logger ?? quiet, observe: { records.append($0) })
    // Waited for below.
    let running = Task { try await server.run() }
    do {
        try await body(TestServer(server: server, records: records))
    } catch {
        server.drain()
        try await running.value
        throw error
    }
    server.drain()
    try await running.value
}
