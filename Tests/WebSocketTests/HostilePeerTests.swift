import Addresses
import Crypto
import Foundation
import HTTPClient
import LoopbackServer
import Synchronization
import Testing
import WebSocket

/// Servers that a test writes byte by byte.
@Suite(.timeLimit(.minutes(2)))
struct HostilePeerTests {
    private var configuration = WebSocketConfiguration(userAgent: "TestAgent/1.0")

    init() {
        configuration.closeTimeout = .milliseconds(200)
        configuration.handshakeTimeout = .seconds(20)
    }

    /// Answers the upgrade rightly, then sends `frames` in the same write.
    private static func upgrade(_ connection: LoopbackConnection, _ frames: [UInt8] = []) {
        let head = connection.readHead() ?? ""
        let key = head.split(separator: "Sec-WebSocket-Key: ").dropFirst().first?.prefix { $0 != "\r\n" } ?? ""
        let accept = Data(SHA1.hash(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))).base64EncodedString()
        let lines = [
            "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Accept: \(accept)", "", "",
        ]
        connection.write(Array(lines.joined(separator: "\r\n").utf8) + frames)
    }

    private func connect(to server: LoopbackServer) async throws -> WebSocket {
        try await WebSocket.connect(url: "ws://127.0.0.1:\(server.port)/", configuration: configuration)
    }

    @Test func `frames that come with the upgrade's answer are read`() async throws {
        let server = try LoopbackServer { connection in
            Self.upgrade(connection, [0x81, 2, 0x68, 0x69])
            connection.waitForEnd()
        }
        #expect(try await connect(to: server).receive() == .text("hi"))
    }

    @Test func `a server that breaks the protocol gets the right code`() async throws {
        let received = Mutex<[UInt8]>([])
        let (ended, ending) = AsyncStream.makeStream(of: Void.self)
        let server = try LoopbackServer { connection in
            Self.upgrade(connection, [0x81, 1, 0x61, 0x81, 2, 0xC0, 0xAF])
            let frame = connection.read(8) ?? []
            received.withLock { $0 = frame }
            ending.yield()
        }
        let socket = try await connect(to: server)
        #expect(await socket.receive() == .text("a"))
        #expect(await socket.receive() == nil)
        let closure = try await socket.closed()
        #expect(closure.code == .invalidPayload)
        #expect(closure.violation == .invalidUTF8)
        for await _ in ended { break }
        let frame = received.withLock { $0 }
        #expect(frame.prefix(2) == [0x88, 0x82])
        #expect(frame.count == 8 && frame[6] ^ frame[2] == 3 && frame[7] ^ frame[3] == 0xEF)
    }

    @Test func `a server that never answers a close is given up`() async throws {
        let server = try LoopbackServer { connection in
            Self.upgrade(connection)
            connection.waitForEnd()
        }
        let socket = try await connect(to: server)
        socket.close(code: .init(4000))
        #expect(try await socket.closed() == WebSocketClosure(code: .abnormal, initiator: .local))
    }

    @Test func `a server that takes nothing fills the queue, and still the close comes through`() async throws {
        let gate = DispatchSemaphore(value: 0)
        let server = try LoopbackServer { connection in
            Self.upgrade(connection)
            gate.wait()
            connection.resetOnClose()
        }
        let socket = try await connect(to: server)
        let block = [UInt8](repeating: 0, count: 512 << 10)
        // The kernel's buffers grow while they are filled; full is what stays full.
        var refusals = 0
        while refusals < 5 {
            do throws(WebSocketError) {
                try socket.send(binary: block)
                refusals = 0
            } catch {
                #expect(error == .sendQueueFull)
                refusals += 1
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        socket.close()
        #expect(throws: WebSocketError.closed) { try socket.send(text: "late") }
        #expect(try await socket.closed() == WebSocketClosure(code: .abnormal, initiator: .local))
        gate.signal()
    }

    @Test func `a reader that does not read still learns of the answer to its close`() async throws {
        let server = try LoopbackServer { connection in
            Self.upgrade(connection)
            let block: [UInt8] = [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0] + .init(repeating: 0, count: 65536)
            for _ in 0..<20 { connection.write(block) }
            connection.write([0x88, 2, 3, 0xE8])
            connection.waitForEnd()
        }
        var configuration = configuration
        configuration.receiveBufferSize = 100_000
        configuration.closeTimeout = .seconds(20)
        let socket = try await WebSocket.connect(
            url: "ws://127.0.0.1:\(server.port)/", configuration: configuration)
        // Long enough for the buffer to be full and reading to pause; a shorter time would only test less.
        _ = await socket.receive()
        try await Task.sleep(for: .milliseconds(200))
        socket.close()
        #expect(try await socket.closed() == WebSocketClosure(code: .normal, initiator: .local))
    }

    @Test func `a server that does not answer the upgrade times out`() async throws {
        let server = try LoopbackServer { $0.waitForEnd() }
        var configuration = configuration
        configuration.handshakeTimeout = .milliseconds(300)
        let sent = configuration
        await #expect(throws: WebSocketError.handshakeTimeout) {
            try await WebSocket.connect(url: "ws://127.0.0.1:\(server.port)/", configuration: sent)
        }
    }

    @Test func `a server that breaks off the upgrade is a lost connection`() async throws {
        let server = try LoopbackServer { _ = $0.readHead() }
        await #expect(throws: WebSocketError.connecting(.connectionLost)) { try await connect(to: server) }
    }

    @Test func `a closed port refuses`() async throws {
        let server = try LoopbackServer { _ in }
        server.stop()
        await #expect(throws: WebSocketError.connecting(.refused)) {
            try await WebSocket.connect(url: "ws://127.0.0.1:\(server.port)/", configuration: configuration)
        }
    }

    @Test func `a guarded socket does not reach a private address`() async throws {
        let server = try LoopbackServer { _ in }
        var configuration = configuration
        configuration.connection.addressGuard = AddressGuard()
        let sent = configuration
        await #expect(throws: WebSocketError.connecting(.addressForbidden(.v4(0x7F00_0001)))) {
            try await WebSocket.connect(url: "ws://127.0.0.1:\(server.port)/", configuration: sent)
        }
        #expect(server.connectionCount == 0)
    }

    @Test func `cancelling gives up the attempt and closes the connection`() async throws {
        let (began, beginning) = AsyncStream.makeStream(of: Void.self)
        let (ended, ending) = AsyncStream.makeStream(of: Void.self)
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            beginning.yield()
            connection.waitForEnd()
            ending.yield()
        }
        var configuration = configuration
        configuration.handshakeTimeout = .seconds(60)
        let sent = configuration
        let task = Task {
            try await WebSocket.connect(url: "ws://127.0.0.1:\(server.port)/", configuration: sent)
        }
        for await _ in began { break }
        task.cancel()
        await #expect(throws: WebSocketError.cancelled) { try await task.value }
        for await _ in ended { break }
    }

    @Test func `a cancelled reader gets nil and the connection stays open`() async throws {
        let server = try LoopbackServer { connection in
            Self.upgrade(connection)
            _ = connection.read(6)
            connection.write([0x81, 1, 0x61])
            connection.waitForEnd()
        }
        let socket = try await connect(to: server)
        let reader = Task { await socket.receive() }
        let waiter = Task { try await socket.closed() }
        reader.cancel()
        waiter.cancel()
        #expect(await reader.value == nil)
        await #expect(throws: CancellationError.self) { try await waiter.value }
        #expect(socket.closure == nil)
        try socket.send(text: "")
        #expect(await socket.receive() == .text("a"))
    }

    @Test func `a flood of pings is answered without end and without a growing queue`() async throws {
        let server = try LoopbackServer { connection in
            Self.upgrade(connection)
            let pings = [UInt8]((0..<1000).flatMap { _ in [0x89, 1, 7] as [UInt8] })
            for _ in 0..<50 { connection.write(pings) }
            connection.write([0x81, 1, 0x61])
            // The last ping must be answered with its payload.
            _ = connection.read(7)
            connection.write([0x88, 0])
            connection.waitForEnd()
        }
        let socket = try await connect(to: server)
        #expect(await socket.receive() == .text("a"))
        #expect(try await socket.closed().code == .noStatus)
    }

    @Test func `stopping a loop ends its sockets and refuses new ones`() async throws {
        let server = try LoopbackServer { connection in
            Self.upgrade(connection)
            connection.waitForEnd()
        }
        let loop = WebSocketLoop()
        let url = "ws://127.0.0.1:\(server.port)/"
        let socket = try await WebSocket.connect(url: url, configuration: configuration, on: loop)
        loop.stop()
        #expect(try await socket.closed().code == .abnormal)
        await #expect(throws: WebSocketError.loopStopped) {
            try await WebSocket.connect(url: url, configuration: configuration, on: loop)
        }
    }
}
