import Foundation
import HTTPClient
import LoopbackServer
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2)))
struct StreamTests {
    @Test func `the head comes before the body`() async throws {
        let gate = DispatchSemaphore(value: 0)
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 206 Partial Content\r\nContent-Length: 6\r\nX-A: b\r\n\r\n")
            gate.wait()
            connection.write("abc")
            gate.wait()
            connection.write("def")
        }
        let stream = try await HTTPClient.forTests().stream(HTTPRequest("GET", server.url()))
        #expect(stream.status == 206)
        #expect(stream.headers["x-a"] == "b")
        #expect(stream.head.contentLength == 6)
        gate.signal()
        #expect(try await stream.next() == Array("abc".utf8))
        gate.signal()
        #expect(try await stream.next() == Array("def".utf8))
        #expect(try await stream.next() == nil)
        #expect(try await stream.next() == nil)
    }

    @Test func `the body is a sequence`() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.respond("200 OK", Self.pattern(300_000))
        }
        var received: [UInt8] = []
        for try await part in try await HTTPClient.forTests().stream(HTTPRequest("GET", server.url())).body {
            received += part
        }
        #expect(received == Self.pattern(300_000))
    }

    @Test func `a range is asked for`() async throws {
        let server = try LoopbackServer { connection in
            while let head = connection.readHead() { connection.respond("200 OK", Array(head.utf8)) }
        }
        let client = try HTTPClient.forTests()
        for (range, line) in [((5, nil), "bytes=5-"), ((5, 9), "bytes=5-9")] as [((UInt64, UInt64?), String)] {
            var request = HTTPRequest("GET", server.url())
            request.range = range
            let response = try await client.send(request)
            #expect(String(decoding: response.body, as: UTF8.self).contains("\r\nRange: \(line)\r\n"))
        }
        var backwards = HTTPRequest("GET", server.url())
        backwards.range = (9, 5)
        let request = backwards
        await #expect(throws: HTTPClientError.invalidRequest) { try await client.send(request) }
    }

    @Test func `a slow reader slows the sender down, and loses nothing`() async throws {
        let total = 48 << 20
        let sent = Atomic<Int>(0)
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
            let block = Self.pattern(1 << 20)
            for _ in 0..<(total >> 20) where connection.write(block) {
                sent.add(1 << 20, ordering: .relaxed)
            }
        }
        let client = try HTTPClient.forTests { $0.streamBufferSize = 64 << 10 }
        let stream = try await client.stream(HTTPRequest("GET", server.url()))
        // The sender is stuck when its count stands still; the kernel's own buffers take a few MiB.
        var before = -1
        while before != sent.load(ordering: .relaxed) {
            before = sent.load(ordering: .relaxed)
            try await Task.sleep(for: .milliseconds(300))
        }
        #expect(before < total / 2)
        let block = Self.pattern(1 << 20)
        var position = 0
        while let part = try await stream.next() {
            let start = position % block.count
            let end = min(start + part.count, block.count)
            #expect(part[..<(end - start)] == block[start..<end])
            position += part.count
        }
        #expect(position == total)
    }

    @Test func `two hundred players hold their streams from one host at once`() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab")
            connection.waitForEnd()
        }
        let client = try HTTPClient.guarded()
        var streams: [HTTPStream] = []
        for _ in 0..<200 { streams.append(try await client.stream(HTTPRequest("GET", server.url()))) }
        for stream in streams { #expect(try await stream.next() == Array("ab".utf8)) }
        #expect(server.connectionCount == 200)
    }

    @Test func `a plain thread reads and gets the end`() async throws {
        let body = Self.pattern(1_000_003)
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.respond("200 OK", body)
        }
        let client = try HTTPClient.forTests { $0.streamBufferSize = 32 << 10 }
        let received = await Self.onThread { () -> [UInt8]? in
            guard let stream = try? client.open(HTTPRequest("GET", server.url())).waitForStream() else { return nil }
            var received: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 7777)
            while true {
                var span = buffer.mutableSpan
                guard let count = try? stream.read(into: &span) else { return nil }
                if count == 0 { return received }
                received += buffer[..<count]
            }
        }
        #expect(received == body)
    }

    @Test func `cancelling unblocks a thread that waits for bytes or for the head`() async throws {
        let server = try LoopbackServer { connection in
            let head = connection.readHead() ?? ""
            if head.contains("/body") { connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n") }
            connection.waitForEnd()
        }
        let client = try HTTPClient.forTests()
        let stream = try await client.stream(HTTPRequest("GET", server.url("/body")))
        async let read = Self.onThread { () -> HTTPClientError? in
            var buffer = [UInt8](repeating: 0, count: 10)
            var span = buffer.mutableSpan
            do throws(HTTPClientError) { _ = try stream.read(into: &span) } catch { return error }
            return nil
        }
        let pending = try client.open(HTTPRequest("GET", server.url("/head")))
        async let head = Self.onThread { () -> HTTPClientError? in
            do throws(HTTPClientError) { _ = try pending.waitForStream() } catch { return error }
            return nil
        }
        try await Task.sleep(for: .milliseconds(50))
        stream.cancel()
        pending.cancel()
        #expect(await read == .cancelled)
        #expect(await head == .cancelled)
    }

    @Test func `a read may be limited in time and repeated`() async throws {
        let gate = DispatchSemaphore(value: 0)
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n")
            gate.wait()
            connection.write("x")
        }
        let stream = try await HTTPClient.forTests().stream(HTTPRequest("GET", server.url()))
        let outcome = await Self.onThread { () -> (HTTPClientError?, Int?) in
            var buffer = [UInt8](repeating: 0, count: 10)
            var span = buffer.mutableSpan
            var first: HTTPClientError?
            do throws(HTTPClientError) { _ = try stream.read(into: &span, atMost: .milliseconds(30)) } catch {
                first = error
            }
            gate.signal()
            return (first, try? stream.read(into: &span))
        }
        #expect(outcome.0 == .timeout(.tooSlow))
        #expect(outcome.1 == 1)
    }

    @Test func `a broken body gives its bytes first, then the error`() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        }
        let stream = try await HTTPClient.forTests().stream(HTTPRequest("GET", server.url()))
        #expect(try await stream.next() == Array("abc".utf8))
        await #expect(throws: HTTPClientError.connectionLost) { try await stream.next() }
    }

    @Test func `dropping a stream closes its connection`() async throws {
        let (ended, ending) = AsyncStream.makeStream(of: Void.self)
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
            connection.waitForEnd()
            ending.yield()
        }
        let client = try HTTPClient.forTests()
        _ = try await client.stream(HTTPRequest("GET", server.url()))
        for await _ in ended { break }
        client.shutDown()
    }

    @Test func `cancelling a reading task ends the stream`() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
            connection.waitForEnd()
        }
        let stream = try await HTTPClient.forTests().stream(HTTPRequest("GET", server.url()))
        let task = Task { try await stream.next() }
        task.cancel()
        await #expect(throws: HTTPClientError.cancelled) { try await task.value }
    }

    static func pattern(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    }

    private static func onThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body()) }
        }
    }
}
