import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(2)), .serialized)
struct DeadlineTests {
    private static let short = Duration.seconds(1)
    /// Far beyond the deadline, so that only a missing one shows.
    private static let late = Duration.seconds(20)

    private static func configure(_ configuration: inout ServerConfiguration) {
        configuration.requestDeadline = short
        configuration.responseDeadline = short
        configuration.idleTimeout = .seconds(60)
    }

    private static var router: Router {
        var router = Router()
        router.on(.get, "/ping") { _ in .text("pong") }
        router.on(.post, "/echo") { .bytes($0.body, type: "text/plain") }
        router.on(.get, "/big") { _ in .bytes([UInt8](repeating: 0x61, count: 16 << 20), type: "text/plain") }
        return router
    }

    @Test(arguments: [
        ("", "GET /ping HTTP/1.1\r\nHost: a\r\nX: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        ("GET /ping HTTP/1.1\r\nHost: a\r\n", "X: a\r\n"),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n", "a"),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n"),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X: a\r\n"),
    ])
    func `R12 a request that drips in is cut off`(head: String, drops: String) async throws {
        try await withServer(Self.router, configure: Self.configure) { server in
            let start = ContinuousClock.now
            let client = try RawClient.connect(server.port)
            try await client.send(head)
            let duration = try await client.drip(Array(drops.utf8), every: 10)
            #expect(duration < Self.late)
            #expect(start.duration(to: .now) > Self.short - .milliseconds(150))
        }
    }

    @Test func `R12 a silent connection is cut off`() async throws {
        try await withServer(Self.router, configure: Self.configure) { server in
            let client = try RawClient.connect(server.port)
            #expect(try await client.receive().isEmpty)
        }
    }

    @Test func `R12 a second request on a connection that drips in is cut off long before the idle timeout`()
        async throws
    {
        try await withServer(Self.router, configure: Self.configure) { server in
            let client = try RawClient.connect(server.port)
            try await client.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await ResponseReader(client).next()
            let duration = try await client.drip(Array("GET /\(String(repeating: "a", count: 8000))".utf8), every: 10)
            #expect(duration < Self.late)
        }
    }

    @Test func `an idle connection lasts until the idle timeout`() async throws {
        try await withServer(
            Self.router,
            configure: {
                Self.configure(&$0)
                $0.idleTimeout = .milliseconds(2500)
            },
            { server in
                let start = ContinuousClock.now
                let client = try RawClient.connect(server.port)
                try await client.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await ResponseReader(client).next()
                let duration = try await client.waitForEnd()
                #expect(start.duration(to: .now) > .seconds(2))
                #expect(duration < Self.late)
            })
    }

    @Test func `R12 a client that doesn't read its answer is cut off`() async throws {
        try await withServer(Self.router, configure: Self.configure) { server in
            let client = try RawClient.connect(server.port, receiveBuffer: 4096)
            try await client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n")
            let records = await server.records.wait(for: 1)
            #expect(records[0].outcome == .aborted)
            #expect(records[0].status == .ok)
            _ = client.descriptor
        }
    }

    @Test func `a handler that takes too long is cancelled and answered for with 503`() async throws {
        let cancelled = Latch()
        var router = Self.router
        router.on(.get, "/stuck") { _ in
            do {
                try await Task.sleep(for: .seconds(600))
            } catch {
                cancelled.open()
                throw error
            }
            return .text("never")
        }
        try await withServer(router, configure: Self.configure) { server in
            let response = try #require(try await server.answer(to: "GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n"))
            #expect(response.status == 503)
            #expect(response.isClosing)
            await cancelled.wait()
        }
    }

    @Test func `a handler deaf to cancellation is answered for all the same`() async throws {
        let latch = Latch()
        let finished = Latch()
        var router = Self.router
        router.on(.get, "/deaf") { _ in
            // A task of its own does not hear of the cancellation.
            await Task { await latch.wait() }.value
            finished.open()
            return .text("late")
        }
        try await withServer(router, configure: Self.configure) { server in
            let response = try #require(try await server.answer(to: "GET /deaf HTTP/1.1\r\nHost: a\r\n\r\n"))
            #expect(response.status == 503)
            latch.open()
            await finished.wait()
            let other = try #require(try await server.answer(to: "GET /ping HTTP/1.1\r\nHost: a\r\n\r\n"))
            #expect(other.status == 200)
        }
    }

    @Test func `R12 two hundred slow clients don't keep the others from their answers`() async throws {
        try await withServer(Self.router, configure: { $0.idleTimeout = .seconds(60) }) { server in
            var slow: [RawClient] = []
            for _ in 0..<200 {
                let client = try RawClient.connect(server.port)
                try await client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\na")
                slow.append(client)
            }
            // How fast is measured in the benchmarks.
            for _ in 0..<3 {
                let client = try RawClient.connect(server.port)
                let reader = ResponseReader(client)
                for _ in 0..<100 {
                    try await client.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n")
                    let response = try #require(try await reader.next())
                    #expect(response.status == 200)
                }
            }
            #expect(slow.count == 200)
        }
    }
}
