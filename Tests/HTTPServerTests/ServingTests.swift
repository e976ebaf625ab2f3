import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(2)))
struct ServingTests {
    private var router: Router {
        var router = Router()
        router.on(.get, "/hello") { _ in .text("hello") }
        router.on(.post, "/echo") { request in .bytes(request.body, type: "application/octet-stream") }
        router.on(.get, "/slow") { _ in
            await Task.yield()
            return .text("slow")
        }
        router.on(.get, "/guilds/{guild}/jobs") { request in
            .text(String(try request.parameter("guild", as: UInt64.self)))
        }
        return router
    }

    @Test func `a request is answered and the connection stays open for the next one`() async throws {
        try await withServer(router) { server in
            let client = try RawClient.connect(server.port)
            let reader = ResponseReader(client)
            for path in ["/hello", "/slow", "/hello"] {
                try await client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                let response = try #require(try await reader.next())
                #expect(response.status == 200)
                #expect(response.body == path.dropFirst())
                #expect(!response.isClosing)
            }
        }
    }

    @Test func `a body arrives whole, announced or in chunks`() async throws {
        try await withServer(router) { server in
            let announced = try #require(
                try await server.answer(to: "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde"))
            #expect(announced.body == "abcde")
            let chunked = try #require(
                try await server.answer(
                    to:
                        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
                ))
            #expect(chunked.body == "abcde")
            #expect(chunked.isClosing)
        }
    }

    @Test func `a placeholder that fits no value is not found`() async throws {
        try await withServer(router) { server in
            for (path, status, body) in [("42", 200, "42"), ("x", 404, "Not found\n"), ("%34%32", 200, "42")] {
                let response = try #require(
                    try await server.answer(to: "GET /guilds/\(path)/jobs HTTP/1.1\r\nHost: a\r\n\r\n"))
                #expect(response.status == status)
                #expect(response.body == body)
            }
        }
    }
}

extension ServingTests {
    @Test func `pipelined requests are answered in their order, however long each takes`() async throws {
        var router = Router()
        router.on(.get, "/{number}") { request in
            let number = try request.parameter("number", as: Int.self)
            for _ in 0..<(10 - number) { await Task.yield() }
            return .text("<\(number)>")
        }
        try await withServer(router) { server in
            let client = try RawClient.connect(server.port)
            let reader = ResponseReader(client)
            try await client.send((0..<10).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
            for number in 0..<10 {
                let response = try #require(try await reader.next())
                #expect(response.body == "<\(number)>")
            }
        }
    }

    @Test func `a request in single bytes is the same request`() async throws {
        var router = Router()
        router.on(.post, "/echo") { .text("\($0.query["q"] ?? "-") \(String(decoding: $0.body, as: UTF8.self))") }
        try await withServer(router) { server in
            let client = try RawClient.connect(server.port)
            for byte in "POST /echo?q=1%2B1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc".utf8 {
                try await client.send([byte])
            }
            let response = try #require(try await ResponseReader(client).next())
            #expect(response.body == "1+1 abc")
        }
    }

    @Test func `a handler that doesn't suspend runs on the thread that serves the connection`() async throws {
        let names = Recorder<String>()
        var router = Router()
        router.on(.get, "/here") { _ in
            names.append(RawClient.threadName)
            return .empty()
        }
        try await withServer(router) { server in
            _ = try await server.answer(to: "GET /here HTTP/1.1\r\nHost: a\r\n\r\n")
        }
        #expect(names.all.count == 1 && names.all[0].hasPrefix("MHD-"))
    }

    /// Each request is far enough in when the client leaves: its handler runs, or 100 Continue has come.
    @Test(
        arguments: [
            "GET /latch HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST /latch HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n",
            "POST /latch HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n",
        ], [true, false])
    func `a client that leaves in the middle leaves nothing behind`(request: String, withReset: Bool) async throws {
        let entered = Latch()
        let latch = Latch()
        var router = Router()
        router.on(.get, "/latch") { _ in
            entered.open()
            await latch.wait()
            return .bytes([UInt8](repeating: 0x61, count: 16 << 20), type: "text/plain")
        }
        router.on(.post, "/latch") { _ in .empty() }
        try await withServer(router) { server in
            do {
                let client = try RawClient.connect(server.port)
                try await client.send(request)
                if request.hasPrefix("GET") {
                    await entered.wait()
                } else {
                    _ = try await client.receive()
                    try await client.send("3\r\n")
                }
                if withReset { client.reset() }
            }
            latch.open()
            let records = await server.records.wait(for: 1)
            #expect(records[0].outcome == .aborted)
        }
    }

    /// libmicrohttpd may not notice an end that comes with the last bytes: the deadline does.
    @Test func `a client that leaves within the header is forgotten`() async throws {
        try await withServer(router, configure: { $0.requestDeadline = .milliseconds(500) }) { server in
            try await RawClient.connect(server.port).send("GET /hello HTTP/1.1\r\nHo")
            let records = await server.records.wait(for: 1)
            #expect(records[0].outcome == .aborted)
            #expect(records[0].status == nil)
        }
    }

    @Test func `a client that leaves with its last request is answered and forgotten`() async throws {
        try await withServer(router, configure: { $0.requestDeadline = .seconds(2) }) { server in
            let client = try RawClient.connect(server.port)
            try await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            client.shutdownWriting()
            #expect(try await client.receiveToEnd().hasSuffix("hello"))
        }
    }

    @Test func `records say what happened by route`() async throws {
        try await withServer(router) { server in
            for request in [
                "GET /guilds/42/jobs HTTP/1.1\r\nHost: a\r\n\r\n", "GET /none HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /hello HTTP/1.1\r\n\r\n",
            ] {
                _ = try await server.answer(to: request)
            }
            let records = await server.records.wait(for: 3)
            #expect(records.map(\.route) == ["/guilds/{guild}/jobs", nil, nil])
            #expect(records.map(\.status) == [.ok, .notFound, .badRequest])
            #expect(records.map(\.outcome) == [.answered, .answered, .rejected])
            #expect(records[0].method == .get)
            #expect(records.allSatisfy { $0.duration > .zero && $0.duration < .seconds(60) })
        }
    }

    @Test func `many clients at once are all answered`() async throws {
        try await withServer(router) { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<40 {
                    group.addTask {
                        let client = try RawClient.connect(server.port)
                        let reader = ResponseReader(client)
                        for _ in 0..<25 {
                            let path = index.isMultiple(of: 2) ? "slow" : "hello"
                            try await client.send("GET /\(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                            let response = try #require(try await reader.next())
                            #expect(response.body == path)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
