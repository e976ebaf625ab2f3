import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(2)))
struct EventStreamTests {
    private static let get = "GET /events HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test(arguments: [
        (ServerSentEvent(data: "a"), "data: a\n\n"),
        (ServerSentEvent(data: ""), "data: \n\n"),
        (ServerSentEvent(data: "a\nb\r\nc\rd\n"), "data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n"),
        (ServerSentEvent(name: "x", id: "7", data: "ä"), "event: x\nid: 7\ndata: ä\n\n"),
        (ServerSentEvent(name: "x\ndata: y", id: "7\r\n8", data: "z"), "event: x\nid: 7\ndata: z\n\n"),
    ])
    func `an event can't break out of its fields`(event: ServerSentEvent, text: String) {
        #expect(String(decoding: event.encoded, as: UTF8.self) == text)
    }

    @Test func `events arrive as they are made, and the stream ends with its sequence`() async throws {
        let (stream, source) = AsyncStream.makeStream(of: ServerSentEvent.self)
        var router = Router()
        router.on(.get, "/events") { _ in .events(stream) }
        try await withServer(router) { server in
            let client = try RawClient.connect(server.port)
            let reader = ResponseReader(client)
            try await client.send(Self.get)
            let head = try #require(try await reader.nextHead())
            #expect(head["Content-Type"] == "text/event-stream")
            for index in 0..<5 {
                source.yield(ServerSentEvent(data: String(index)))
                let chunk = try #require(try await reader.nextChunk())
                #expect(String(decoding: chunk, as: UTF8.self) == "data: \(index)\n\n")
            }
            source.finish()
            #expect(try await reader.nextChunk() == nil)
            // The connection is good for another request.
            try await client.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n")
            let next = try #require(try await reader.next())
            #expect(next.status == 404)
        }
    }

    @Test func `a quiet stream gets comments, and is exempt from the request's deadline`() async throws {
        let (stream, source) = AsyncStream.makeStream(of: ServerSentEvent.self)
        var router = Router()
        router.on(.get, "/events") { _ in .events(stream) }
        try await withServer(
            router,
            configure: {
                $0.heartbeat = .milliseconds(200)
                $0.requestDeadline = .seconds(1)
                $0.responseDeadline = .seconds(1)
            },
            { server in
                let client = try RawClient.connect(server.port)
                let reader = ResponseReader(client)
                try await client.send(Self.get)
                _ = try await reader.nextHead()
                for _ in 0..<8 {
                    let chunk = try #require(try await reader.nextChunk())
                    #expect(String(decoding: chunk, as: UTF8.self) == ":\n\n")
                }
                source.finish()
            })
    }

    @Test(arguments: [true, false])
    func `the stream's task ends soon after its client leaves`(withReset: Bool) async throws {
        let ended = Latch()
        var router = Router()
        router.on(.get, "/events") { _ in
            let (stream, source) = AsyncStream.makeStream(of: ServerSentEvent.self)
            source.onTermination = { _ in ended.open() }
            source.yield(ServerSentEvent(data: "first"))
            return .events(stream)
        }
        // The heartbeat is too far off to be what notices.
        try await withServer(router, configure: { $0.heartbeat = .seconds(3600) }) { server in
            do {
                let client = try RawClient.connect(server.port)
                let reader = ResponseReader(client)
                try await client.send(Self.get)
                _ = try await reader.nextHead()
                _ = try await reader.nextChunk()
                if withReset { client.reset() }
            }
            await ended.wait()
            let records = await server.records.wait(for: 1)
            #expect(records[0].outcome == .aborted)
        }
    }

    @Test func `a client that doesn't read holds up the producer, and is given up`() async throws {
        let made = Recorder<Int>()
        var router = Router()
        let data = String(repeating: "a", count: 1000)
        router.on(.get, "/events") { _ in
            .events(
                AsyncStream<ServerSentEvent> {
                    made.append(1)
                    return ServerSentEvent(data: data)
                })
        }
        try await withServer(
            router,
            configure: {
                $0.heartbeat = .milliseconds(50)
                $0.responseDeadline = .milliseconds(300)
            },
            { server in
                let client = try RawClient.connect(server.port, receiveBuffer: 4096)
                try await client.send(Self.get)
                let records = await server.records.wait(for: 1)
                #expect(records[0].outcome == .aborted)
                // What the kernel and the buffer hold, and not a byte without bound: an endless source was asked.
                #expect(made.all.count < 20_000)
                _ = client.descriptor
            })
    }

    @Test func `a stream that fails ends`() async throws {
        var router = Router()
        router.on(.get, "/events") { _ in
            .events(
                AsyncThrowingStream<ServerSentEvent, any Error> { source in
                    source.yield(ServerSentEvent(data: "a"))
                    source.finish(throwing: RawClient.Failure(description: "lost"))
                })
        }
        try await withServer(router) { server in
            let response = try #require(try await server.answer(to: Self.get))
            #expect(response.body == "data: a\n\n")
        }
    }

    @Test func `HEAD of a stream starts none`() async throws {
        let started = Recorder<Int>()
        var router = Router()
        router.on(.get, "/events") { _ in
            .events(
                AsyncStream<ServerSentEvent> {
                    started.append(1)
                    return nil
                })
        }
        try await withServer(router) { server in
            let client = try RawClient.connect(server.port)
            let reader = ResponseReader(client)
            try await client.send("HEAD /events HTTP/1.1\r\nHost: a\r\n\r\nGET /none HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = try #require(try await reader.next(isHead: true))
            #expect(head["Content-Type"] == "text/event-stream")
            let next = try #require(try await reader.next())
            #expect(next.status == 404)
        }
        #expect(started.all.isEmpty)
    }
}
