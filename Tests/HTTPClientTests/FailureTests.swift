import HTTPClient
import LoopbackServer
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2)))
struct FailureTests {
    private func expect(
        _ error: HTTPClientError, _ change: (inout HTTPRequest) -> Void = { _ in }, url: String? = nil,
        from serve: @escaping @Sendable (LoopbackConnection) -> Void
    ) async throws {
        let server = try LoopbackServer(serve)
        var request = HTTPRequest("GET", url ?? server.url())
        change(&request)
        let sent = request
        let client = try HTTPClient.forTests()
        await #expect(throws: error) { try await client.send(sent) }
    }

    @Test func `a closed port refuses`() async throws {
        let server = try LoopbackServer { _ in }
        server.stop()
        let client = try HTTPClient.forTests()
        await #expect(throws: HTTPClientError.refused) {
            try await client.send(HTTPRequest("GET", "http://127.0.0.1:\(server.port)/"))
        }
    }

    @Test func `a request that a kept connection may have brought is lost, not refused`() async throws {
        let kept = Mutex<LoopbackServer?>(nil)
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.respond()
            // The second request is read, but never answered; nobody listens when libcurl tries it again.
            _ = connection.readHead()
            kept.withLock { $0?.stop() }
        }
        kept.withLock { $0 = server }
        let client = try HTTPClient.forTests()
        #expect(try await client.send(HTTPRequest("POST", server.url(), body: [1])).status == 200)
        await #expect(throws: HTTPClientError.connectionLost) {
            try await client.send(HTTPRequest("POST", server.url(), body: [2]))
        }
    }

    @Test func `a name that does not exist is not resolved`() async throws {
        let client = try HTTPClient.forTests()
        await #expect(throws: HTTPClientError.resolveFailed) {
            try await client.send(HTTPRequest("GET", "http://nothing.invalid/"))
        }
    }

    @Test func `a server that never answers times out in the response`() async throws {
        try await expect(.timeout(.response), { $0.timeout = .seconds(2) }) { $0.waitForEnd() }
    }

    @Test func `a server that stops in the body times out there`() async throws {
        try await expect(.timeout(.body), { $0.timeout = .seconds(3) }) { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
            connection.waitForEnd()
        }
    }

    @Test func `a peer that never shakes hands times out while securing`() async throws {
        let server = try LoopbackServer { $0.waitForEnd() }
        let client = try HTTPClient.forTests()
        var request = HTTPRequest("GET", "https://127.0.0.1:\(server.port)/")
        request.connectTimeout = .seconds(2)
        let sent = request
        await #expect(throws: HTTPClientError.timeout(.securing)) { try await client.send(sent) }
    }

    @Test func `a peer that does not speak TLS fails the handshake`() async throws {
        let server = try LoopbackServer { connection in
            connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.waitForEnd()
        }
        let client = try HTTPClient.forTests()
        await #expect(throws: HTTPClientError.tls(.handshake)) {
            try await client.send(HTTPRequest("GET", "https://127.0.0.1:\(server.port)/"))
        }
    }

    @Test func `a drip is too slow`() async throws {
        try await expect(
            .timeout(.tooSlow), { $0.lowSpeed = .init(bytesPerSecond: 1000, during: .seconds(1)) }
        ) { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
            connection.waitForEnd()
        }
    }

    @Test(arguments: [
        "Content-Length: 101\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n65\r\n" + String(repeating: "a", count: 101),
        "Connection: close\r\n\r\n" + String(repeating: "a", count: 101),
    ])
    func `a body over its limit is refused, announced or not`(_ rest: String) async throws {
        try await expect(.tooLarge(.body(limit: 100)), { $0.maximumBodySize = 100 }) { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\n" + rest)
            connection.waitForEnd()
        }
    }

    @Test func `a head over 64 KiB is refused`() async throws {
        try await expect(.tooLarge(.head)) { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\n")
            while connection.write("X-Filler: " + String(repeating: "a", count: 1000) + "\r\n") {}
        }
    }

    @Test func `a body that ends early is a lost connection`() async throws {
        try await expect(.connectionLost) { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        }
    }

    @Test func `a reset is a lost connection`() async throws {
        try await expect(.connectionLost) { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
            connection.resetOnClose()
        }
    }

    @Test(arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "\r\n\r\n\r\n"])
    func `a peer that does not speak HTTP is a protocol violation`(_ answer: String) async throws {
        try await expect(.protocolViolation) { connection in
            _ = connection.readHead()
            connection.write(answer)
        }
    }

    @Test func `an invalid URL never reaches the network`() async throws {
        let client = try HTTPClient.forTests()
        await #expect(throws: HTTPClientError.invalidURL(.schemeForbidden)) {
            try await client.send(HTTPRequest("GET", "file:///etc/passwd"))
        }
    }

    @Test func `cancelling the task closes the connection`() async throws {
        let (began, beginning) = AsyncStream.makeStream(of: Void.self)
        let (ended, ending) = AsyncStream.makeStream(of: Void.self)
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            beginning.yield()
            connection.waitForEnd()
            ending.yield()
        }
        let client = try HTTPClient.forTests()
        let task = Task { try await client.send(HTTPRequest("GET", server.url())) }
        for await _ in began { break }
        task.cancel()
        await #expect(throws: HTTPClientError.cancelled) { try await task.value }
        for await _ in ended { break }
    }

    @Test func `a cancelled task sends nothing`() async throws {
        let client = try HTTPClient.forTests()
        let server = try LoopbackServer { $0.waitForEnd() }
        let task = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return try await client.send(HTTPRequest("GET", server.url()))
        }
        await #expect(throws: HTTPClientError.cancelled) { try await task.value }
    }

    @Test func `shutting down ends what is under way and what comes later`() async throws {
        let (began, beginning) = AsyncStream.makeStream(of: Void.self)
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            beginning.yield()
            connection.waitForEnd()
        }
        let client = try HTTPClient.forTests()
        let task = Task { try await client.send(HTTPRequest("GET", server.url())) }
        for await _ in began { break }
        client.shutDown()
        await #expect(throws: HTTPClientError.clientClosed) { try await task.value }
        await #expect(throws: HTTPClientError.clientClosed) {
            try await client.send(HTTPRequest("GET", server.url()))
        }
    }
}
