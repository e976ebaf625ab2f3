import Foundation
import HTTPClient
import Testing
import WebSocket

/// Against the servers of PyPI's websockets and aiohttp.
@Suite(
    .enabled(if: PythonServers.python != nil, "no .venv and no TIMMYBOT_PYTHON"), .timeLimit(.minutes(3)))
struct ServerTests {
    private let ports: PythonServers.Ports
    private var configuration = WebSocketConfiguration(userAgent: "TestAgent/1.0")

    init() async throws {
        ports = try await PythonServers.shared.ports()
        configuration.connection.extraCAFile = ports.authority
    }

    private func connect(_ path: String, headers: HTTPHeaders = [:]) async throws -> WebSocket {
        try await WebSocket.connect(
            url: "ws://127.0.0.1:\(ports.plain)\(path)", headers: headers, configuration: configuration)
    }

    private func connectSecurely(_ path: String) async throws -> WebSocket {
        try await WebSocket.connect(url: "wss://localhost:\(ports.secure)\(path)", configuration: configuration)
    }

    static let sizes = [0, 1, 125, 126, 127, 65535, 65536, 300_000]

    @Test(arguments: sizes) func `messages of every length class come back`(_ size: Int) async throws {
        for url in [
            "ws://127.0.0.1:\(ports.plain)/echo", "wss://127.0.0.1:\(ports.secure)/echo",
            "ws://127.0.0.1:\(ports.aiohttp)/echo",
        ] {
            let socket = try await WebSocket.connect(url: url, configuration: configuration)
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let text = String(String(repeating: "äöü€😀z", count: size / 6 + 1).prefix(size))
            try socket.send(binary: bytes)
            try socket.send(text: text)
            #expect(await socket.receive() == .binary(bytes))
            #expect(await socket.receive() == .text(text))
            socket.close(code: .normal, reason: "done")
            let closure = try await socket.closed()
            #expect(closure.code == .normal)
            #expect(closure.initiator == .local)
        }
    }

    @Test func `TLS speaks http 1 although the server prefers h2`() async throws {
        let socket = try await connectSecurely("/alpn")
        let message = await socket.receive()
        #expect(message == .text("http/1.1 TLSv1.3"))
    }

    @Test func `an unknown certificate authority is refused`() async throws {
        await #expect(throws: WebSocketError.connecting(.tls(.certificate))) {
            try await WebSocket.connect(
                url: "wss://localhost:\(ports.secure)/echo", configuration: .init(userAgent: "TestAgent/1.0"))
        }
    }

    /// The header fields that make a WebSocket server answer a plain request.
    private static let upgrade: HTTPHeaders = [
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    ]

    private func request(_ path: String) async throws -> HTTPResponse {
        let client = try HTTPClient(
            configuration: HTTPClientConfiguration(userAgent: "TestAgent/1.0", connection: configuration.connection))
        var request = HTTPRequest("GET", "https://localhost:\(ports.secure)\(path)", headers: Self.upgrade)
        request.version = .http1
        request.followRedirects = 1
        return try await client.send(request)
    }

    @Test func `an https request trusts the extra authority, and only with it`() async throws {
        #expect(try await request("/refuse?status=404").status == 404)
        let client = try HTTPClient(configuration: HTTPClientConfiguration(userAgent: "TestAgent/1.0"))
        await #expect(throws: HTTPClientError.tls(.certificate)) {
            try await client.send(HTTPRequest("GET", "https://localhost:\(ports.secure)/"))
        }
        // The certificate is for localhost and 127.0.0.1, not for every name of this machine.
        var other = HTTPRequest("GET", "https://other.example:\(ports.secure)/")
        other.pinnedAddresses = ["other.example:\(ports.secure):127.0.0.1"]
        let trusting = try HTTPClient(
            configuration: HTTPClientConfiguration(userAgent: "TestAgent/1.0", connection: configuration.connection))
        let sent = other
        await #expect(throws: HTTPClientError.tls(.certificate)) { try await trusting.send(sent) }
    }

    @Test func `R34 a redirect from https to http is refused`() async throws {
        await #expect(throws: HTTPClientError.redirectRefused(.downgrade)) {
            try await request("/refuse?status=302&location=http://localhost:\(ports.plain)/")
        }
    }

    @Test func `fragments with pings between them make one message`() async throws {
        let socket = try await connect("/fragments")
        let text = String(repeating: "fragment ", count: 1000)
        try socket.send(text: text)
        #expect(await socket.receive() == .text(text))
        #expect(await socket.receive() == .text(text))
    }

    @Test func `a ping is answered`() async throws {
        let socket = try await connect("/ping")
        #expect(await socket.receive() == .text("the pong came"))
    }

    @Test(arguments: [(1000, ""), (1001, "going"), (4006, "Session no longer valid"), (4014, "Disconnected ✂")])
    func `the server's close code and reason are seen`(_ code: UInt16, _ reason: String) async throws {
        let encoded = reason.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let socket = try await connect("/close?code=\(code)&reason=\(encoded)")
        #expect(await socket.receive() == nil)
        let closure = try await socket.closed()
        #expect(closure == WebSocketClosure(code: .init(code), reason: reason, initiator: .peer))
        #expect(throws: WebSocketError.closed) { try socket.send(text: "late") }
    }

    @Test func `our close code and reason reach the server`() async throws {
        let key = UUID().uuidString
        let socket = try await connect("/record?key=\(key)")
        #expect(await socket.receive() == .text("ready"))
        socket.close(code: .init(4900), reason: "zombie")
        let closure = try await socket.closed()
        #expect(closure.code == .init(4900))
        let recorded = try await connect("/recorded?key=\(key)")
        #expect(await recorded.receive() == .text("4900 zombie"))
    }

    @Test func `dropping a socket closes it with 1001`() async throws {
        let key = UUID().uuidString
        var socket: WebSocket? = try await connect("/record?key=\(key)")
        #expect(await socket?.receive() == .text("ready"))
        socket = nil
        let recorded = try await connect("/recorded?key=\(key)")
        #expect(await recorded.receive() == .text("1001 "))
    }

    @Test func `a connection cut without a close frame ends with 1006`() async throws {
        let socket = try await connect("/drop")
        try socket.send(text: "cut")
        #expect(await socket.receive() == nil)
        #expect(try await socket.closed() == WebSocketClosure(code: .abnormal, initiator: .none))
    }

    @Test func `headers and user agent are sent`() async throws {
        let socket = try await connect("/headers", headers: ["X-One": "1"])
        guard case .text(let text) = await socket.receive() else {
            Issue.record("no text")
            return
        }
        let headers = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        #expect(headers["x-one"] == "1")
        #expect(headers["user-agent"] == "TestAgent/1.0")
        #expect(headers["host"] == "127.0.0.1:\(ports.plain)")
    }

    @Test(arguments: [401, 404, 429, 503]) func `a refused upgrade names its status`(_ status: Int) async throws {
        await #expect(throws: WebSocketError.upgradeRefused(status: status, retryAfter: 7)) {
            try await connect("/refuse?status=\(status)")
        }
    }

    @Test(arguments: [false, true])
    func `a burst arrives whole and in order, however slow the reader`(_ isSecure: Bool) async throws {
        var configuration = configuration
        configuration.receiveBufferSize = 100_000
        let (scheme, port) = isSecure ? ("wss", ports.secure) : ("ws", ports.plain)
        let socket = try await WebSocket.connect(
            url: "\(scheme)://127.0.0.1:\(port)/burst?count=500&size=50000", configuration: configuration)
        let filler = String(repeating: "x", count: 50000)
        var number = 0
        for await message in socket.messages {
            if number % 100 == 0 { try await Task.sleep(for: .milliseconds(20)) }
            #expect(message == .text("\(number) \(filler)"))
            number += 1
        }
        #expect(number == 500)
        #expect(try await socket.closed().code == .normal)
    }

    @Test func `a hundred sockets share one thread`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let socket = try await connect("/echo")
                    for round in 0..<10 {
                        try socket.send(text: "\(number) \(round)")
                        #expect(await socket.receive() == .text("\(number) \(round)"))
                    }
                    socket.close()
                    #expect(try await socket.closed().code == .normal)
                }
            }
            try await group.waitForAll()
        }
    }
}
