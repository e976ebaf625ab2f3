import Logging
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(2)))
struct DrainTests {
    private static let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    @Test func `requests under way finish, new connections are refused, then the server is over`() async throws {
        let entered = Latch()
        let latch = Latch()
        var router = Router()
        router.on(.get, "/busy") { _ in
            entered.open()
            await latch.wait()
            return .text("done")
        }
        let server = try Server(configuration: ServerConfiguration(), router: router, logger: Self.quiet)
        let running = Task { try await server.run() }
        let busy = try RawClient.connect(server.port)
        try await busy.send("GET /busy HTTP/1.1\r\nHost: a\r\n\r\n")
        let idle = try RawClient.connect(server.port)
        try await idle.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try await ResponseReader(idle).next()
        await entered.wait()

        server.drain()
        server.drain()
        #expect(try await idle.receive().isEmpty)
        #expect(throws: RawClient.Failure.self) { _ = try RawClient.connect(server.port) }
        latch.open()
        let response = try #require(try await ResponseReader(busy).next())
        #expect(response.body == "done")
        #expect(response.isClosing)
        try await running.value
        #expect(throws: RawClient.Failure.self) { _ = try RawClient.connect(server.port) }
    }

    @Test func `a request that was half in when draining began is answered`() async throws {
        var router = Router()
        router.on(.post, "/echo") { .bytes($0.body, type: "text/plain") }
        let server = try Server(configuration: ServerConfiguration(), router: router, logger: Self.quiet)
        let running = Task { try await server.run() }
        let client = try RawClient.connect(server.port)
        try await client.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
        _ = try await client.receive()  // 100 Continue: the server is within the request.
        server.drain()
        try await client.send("abcd")
        let response = try #require(try await ResponseReader(client).next())
        #expect(response.body == "abcd")
        try await running.value
    }

    @Test func `event streams end first, whatever else is under way`() async throws {
        let entered = Latch()
        let latch = Latch()
        let (stream, source) = AsyncStream.makeStream(of: ServerSentEvent.self)
        var router = Router()
        router.on(.get, "/events") { _ in .events(stream) }
        router.on(.get, "/busy") { _ in
            entered.open()
            await latch.wait()
            return .text("done")
        }
        try await withServer(router) { server in
            let events = try RawClient.connect(server.port)
            let reader = ResponseReader(events)
            try await events.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await reader.nextHead()
            let busy = try RawClient.connect(server.port)
            try await busy.send("GET /busy HTTP/1.1\r\nHost: a\r\n\r\n")
            await entered.wait()
            server.server.drain()
            #expect(try await reader.nextChunk() == nil)
            #expect(try await events.receive().isEmpty)
            latch.open()
            let response = try #require(try await ResponseReader(busy).next())
            #expect(response.body == "done")
        }
        source.finish()
    }

    @Test func `cancelling the task drains`() async throws {
        let entered = Latch()
        let latch = Latch()
        var router = Router()
        router.on(.get, "/busy") { _ in
            entered.open()
            await latch.wait()
            return .text("done")
        }
        let server = try Server(configuration: ServerConfiguration(), router: router, logger: Self.quiet)
        let running = Task { try await server.run() }
        let client = try RawClient.connect(server.port)
        try await client.send("GET /busy HTTP/1.1\r\nHost: a\r\n\r\n")
        await entered.wait()
        running.cancel()
        latch.open()
        let response = try #require(try await ResponseReader(client).next())
        #expect(response.body == "done")
        try await running.value
    }

    @Test func `a handler that never ends is left behind when the time for draining is over`() async throws {
        let entered = Latch()
        let latch = Latch()
        var router = Router()
        router.on(.get, "/stuck") { _ in
            entered.open()
            await Task { await latch.wait() }.value
            return .text("never")
        }
        var configuration = ServerConfiguration()
        configuration.drainDeadline = .milliseconds(200)
        let server = try Server(configuration: configuration, router: router, logger: Self.quiet)
        let running = Task { try await server.run() }
        let client = try RawClient.connect(server.port)
        try await client.send("GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n")
        await entered.wait()
        server.drain()
        try await running.value
        latch.open()
    }

    @Test func `an address that can't be listened on is an error, and a server runs once`() async throws {
        var configuration = ServerConfiguration()
        configuration.address = "not an address"
        #expect(throws: ServerError.malformedAddress("not an address")) {
            try Server(configuration: configuration, router: Router(), logger: Self.quiet)
        }
        let server = try Server(configuration: ServerConfiguration(), router: Router(), logger: Self.quiet)
        configuration.address = "127.0.0.1"
        configuration.port = server.port
        #expect(throws: ServerError.self) {
            try Server(configuration: configuration, router: Router(), logger: Self.quiet)
        }
        server.drain()
        try await server.run()
        await #expect(throws: ServerError.alreadyRan) { try await server.run() }
    }

    @Test func `it listens on IPv6 too`() async throws {
        var configuration = ServerConfiguration()
        configuration.address = "::1"
        let server = try Server(configuration: configuration, router: Router(), logger: Self.quiet)
        #expect(server.port != 0)
    }
}
