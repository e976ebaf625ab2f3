import Addresses
import Audio
import HTTPClient
import LoopbackServer
import Testing

@testable import Catalog

@Suite(.timeLimit(.minutes(2)))
struct RangeResumingReaderTests {
    private let client: HTTPClient

    init() throws {
        client = try HTTPClient(
            configuration: .untrusted(userAgent: "TestAgent/1.0", allowing: CIDR.list("127.0.0.1/32") ?? []))
    }

    private func reader(
        _ server: MediaServer, _ path: String = "/track", _ change: (inout MediaFetchConfiguration) -> Void = { _ in }
    ) -> RangeResumingReader {
        var configuration = MediaFetchConfiguration.forTests
        change(&configuration)
        return RangeResumingReader(url: server.url(path), client: client, configuration: configuration)
    }

    private func expect(
        _ error: MediaFetchError, from reader: RangeResumingReader, sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        let outcome = await reader.readAll()
        #expect(throws: error, sourceLocation: sourceLocation) { try outcome.get() }
        // And it stays so.
        let again = await reader.readAll()
        #expect(throws: error, sourceLocation: sourceLocation) { try again.get() }
    }

    @Test func `a medium is read whole, and its head told`() async throws {
        let server = try MediaServer { server, request, connection in server.send(request, to: connection) }
        let reader = reader(server)
        let head = try await reader.openOnThread().get()
        #expect(head.contentType == "audio/ogg")
        #expect(head.length == 1_000_000)
        #expect(!head.isLive)
        #expect(head.url.description == server.url())
        #expect(try await reader.readAll().get() == server.body)
        #expect(server.seen.count == 1)
    }

    @Test func `after each drop reading goes on at the exact byte`() async throws {
        let pieces = [1, 70_000, 333_333, 16_384, 0, 200_000]
        let server = try MediaServer { server, request, connection in
            let limit = request.number < pieces.count ? pieces[request.number] : .max
            if request.number % 2 == 1 { connection.resetOnClose() }
            server.send(request, to: connection, atMost: limit)
        }
        #expect(try await reader(server).readAll().get() == server.body)
        for request in server.seen.dropFirst() where request.start > 0 {
            #expect(request.field("if-range") == MediaServer.entityTag)
        }
        #expect(server.seen.count >= 4)
    }

    @Test func `reading goes on wherever it is asked to, where the server gives parts`() async throws {
        let server = try MediaServer { server, request, connection in server.send(request, to: connection) }
        let reader = reader(server)
        _ = try await reader.openOnThread().get()
        #expect(reader.seekableSize == 1_000_000)
        for offset in [999_999, 0, 123_456, 123_456, 500_000] {
            try reader.seek(to: UInt64(offset))
            #expect(try await reader.readAll().get() == Array(server.body[offset...]))
        }
        #expect(server.seen.contains { $0.start == 999_999 })
    }

    @Test(arguments: [
        "200 OK", "206 Partial Content", "206 Elsewhere", "416 Range Not Satisfiable", "400 Bad Request",
        "403 Forbidden", "501 Not Implemented", "reset",
    ])
    func `a server that promises parts and gives something else is read from the beginning`(answer: String) async throws
    {
        let server = try MediaServer { server, request, connection in
            guard request.start > 0 else { return server.send(request, to: connection) }
            switch answer {
            case "200 OK": server.send(.init(number: 0, head: ""), to: connection)
            case "206 Elsewhere":
                connection.respond(answer, headers: ["Content-Range: bytes 5-9/1000000"], Array(server.body[5..<10]))
            case "reset": connection.resetOnClose()
            default: connection.respond(answer, Array("<html>".utf8))
            }
        }
        let reader = reader(server)
        _ = try await reader.openOnThread().get()
        #expect(reader.seekableSize == 1_000_000)
        try reader.seek(to: 700_000)
        let outcome = await reader.readAll()
        #expect(throws: PlaceUnreachable.self) { try outcome.get() }
        #expect(reader.seekableSize == nil)
        try reader.seek(to: 0)
        #expect(try await reader.readAll().get() == server.body)
        // One look, however often it is tried, and no second reading of all of it.
        #expect(server.seen.count { $0.start == 0 } == 2)
    }

    @Test func `a server that ignores ranges is skipped through to the byte`() async throws {
        let server = try MediaServer { server, request, connection in
            let whole = MediaServer.Request(number: request.number, head: "")
            server.send(whole, to: connection, atMost: request.number < 2 ? 300_000 + request.number * 200_000 : .max)
        }
        #expect(try await reader(server).readAll().get() == server.body)
        #expect(server.seen.count == 3)
    }

    @Test func `what is too far to skip is not resumable`() async throws {
        let server = try MediaServer { server, request, connection in
            server.send(.init(number: 0, head: ""), to: connection, atMost: 300_000)
        }
        await expect(.notResumable, from: reader(server) { $0.maximumSkip = 100_000 })
    }

    @Test func `a medium that changed meanwhile is not spliced`() async throws {
        for change in ["ETag: \"version-2\"", "Content-Range: bytes 5-999999/1000000"] {
            let server = try MediaServer { server, request, connection in
                guard request.number > 0 else { return server.send(request, to: connection, atMost: 300_000) }
                let rest = server.body[request.start...]
                connection.respond("206 Partial Content", headers: [change], Array(rest))
            }
            await expect(.changed, from: reader(server))
        }
    }

    @Test func `an error status is final at once`() async throws {
        let server = try MediaServer { server, request, connection in
            guard request.number > 0 else { return server.send(request, to: connection, atMost: 300_000) }
            connection.respond("404 Not Found")
        }
        await expect(.status(404), from: reader(server))
        #expect(server.seen.count == 2)
        let missing = try MediaServer { _, _, connection in connection.respond("403 Forbidden") }
        await expect(.status(403), from: reader(missing))
        #expect(missing.seen.count == 1)
    }

    @Test func `a server in trouble is asked again, and its Retry-After is kept to`() async throws {
        let server = try MediaServer { server, request, connection in
            switch request.number {
            case 0, 2, 3: connection.respond("503 Service Unavailable", headers: ["Retry-After: 0"])
            case 1: server.send(request, to: connection, atMost: 300_000)
            default: server.send(request, to: connection)
            }
        }
        #expect(try await reader(server).readAll().get() == server.body)
        #expect(server.seen.count == 5)
    }

    @Test func `a server that stays in trouble is given up`() async throws {
        let broken = try MediaServer { server, request, connection in
            if request.number == 0 { server.send(request, to: connection, atMost: 1000) }
        }
        await expect(.fetch(.connectionLost), from: reader(broken) { $0.maximumFailures = 4 })
        #expect(broken.seen.count == 4)
        let busy = try MediaServer { _, _, connection in connection.respond("500 Internal Server Error") }
        await expect(.status(500), from: reader(busy))
        #expect(busy.seen.count == 2)
    }

    @Test func `a stalled connection counts as dropped`() async throws {
        let server = try MediaServer { server, request, connection in
            server.send(request, to: connection, atMost: request.number == 0 ? 300_000 : .max)
            if request.number == 0 { connection.waitForEnd() }
        }
        let reader = reader(server) { $0.stallTimeout = .milliseconds(300) }
        #expect(try await reader.readAll().get() == server.body)
        #expect(server.seen.count >= 2)
    }

    @Test func `a station is joined again where it is now`() async throws {
        let server = try MediaServer(size: 10) { server, request, connection in
            guard request.number < 3 else {
                connection.respond("404 Not Found")
                return
            }
            #expect(request.field("range") == nil)
            connection.write("HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nicy-name: x\r\n\r\n")
            connection.write([UInt8(request.number), 7])
        }
        let reader = reader(server)
        #expect(try await reader.openOnThread().get().isLive)
        await expect(.status(404), from: reader)
        #expect(server.seen.count >= 4)
    }

    @Test func `R38 a medium over its size is refused, announced or not`() async throws {
        let announced = try MediaServer { server, request, connection in server.send(request, to: connection) }
        await expect(.tooLarge(limit: 999_999), from: reader(announced) { $0.maximumSize = 999_999 })
        #expect(announced.seen.count == 1)
        let endless = try MediaServer { server, _, connection in
            connection.write("HTTP/1.1 200 OK\r\n\r\n")
            while connection.write(server.body) {}
        }
        await expect(.tooLarge(limit: 5_000_000), from: reader(endless) { $0.maximumSize = 5_000_000 })
    }

    @Test func `reading has a limit of time`() async throws {
        let drip = try MediaServer { _, _, connection in
            connection.write("HTTP/1.1 200 OK\r\n\r\n")
            while connection.write([0]) {}
        }
        let limit = Duration.milliseconds(200)
        await expect(.tooLong(limit: limit), from: reader(drip) { $0.maximumDuration = limit })
    }

    @Test func `a guarded client's refusals are final`() async throws {
        let server = try MediaServer { server, request, connection in
            let hops = Int(request.head.dropFirst("GET /".count).prefix { $0.isNumber })
            guard let hops, hops > 0 else {
                if hops == 0 { return server.send(request, to: connection) }
                connection.respond("302 Found", headers: ["Location: http://127.0.0.2:8080/x"])
                return
            }
            connection.respond("302 Found", headers: ["Location: /\(hops - 1)"])
        }
        #expect(try await reader(server, "/5").readAll().get() == server.body)
        await expect(.fetch(.redirectRefused(.tooMany(limit: 5))), from: reader(server, "/6"))
        await expect(.fetch(.addressForbidden(.v4(0x7F00_0002))), from: reader(server, "/private"))
        let file = RangeResumingReader(url: "file:///etc/passwd", client: client, configuration: .forTests)
        await expect(.fetch(.invalidURL(.schemeForbidden)), from: file)
    }

    @Test(arguments: ["head", "body", "backoff"])
    func `cancelling ends a blocked read at once`(_ place: String) async throws {
        let (began, beginning) = AsyncStream.makeStream(of: Void.self)
        let server = try MediaServer { server, request, connection in
            switch place {
            case "head": break
            case "body": server.send(request, to: connection, atMost: 1000)
            default:
                beginning.yield()
                return
            }
            beginning.yield()
            connection.waitForEnd()
        }
        let reader = reader(server) { configuration in
            configuration.stallTimeout = .seconds(60)
            configuration.responseTimeout = .seconds(60)
            (configuration.firstBackoff, configuration.maximumBackoff) = (.seconds(60), .seconds(60))
        }
        async let outcome = reader.readAll()
        for await _ in began { break }
        try await Task.sleep(for: .milliseconds(30))
        let start = ContinuousClock.now
        reader.cancel()
        let result = await outcome
        #expect(throws: CancellationError.self) { try result.get() }
        #expect(start.duration(to: .now) < .seconds(10))
        let later = await reader.readAll()
        #expect(throws: CancellationError.self) { try later.get() }
    }
}
