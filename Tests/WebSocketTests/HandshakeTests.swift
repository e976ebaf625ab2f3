import HTTPClient
import Testing

@testable import WebSocket

struct HandshakeTests {
    /// The nonce of RFC 6455 §1.3, "the sample nonce".
    private static let nonce = Array("the sample nonce".utf8)

    private func makeHandshake(
        _ url: String = "ws://example.org:8080/chat?a=b", headers: HTTPHeaders = [:]
    ) throws -> WebSocketHandshake {
        try WebSocketHandshake(url: url, headers: headers, userAgent: "Agent", nonce: Self.nonce)
    }

    @Test func `the request has the lines of RFC 6455 §4_1`() throws {
        let request = String(decoding: try makeHandshake(headers: ["X-A": "b"]).request, as: UTF8.self)
        #expect(
            request == """
                GET /chat?a=b HTTP/1.1\r
                Host: example.org:8080\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Sec-WebSocket-Version: 13\r
                User-Agent: Agent\r
                X-A: b\r
                \r

                """)
        #expect(try makeHandshake().expectedAccept == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    @Test(arguments: [
        ("wss://a.example/", "Host: a.example\r\n"), ("WSS://a.example:443/", "Host: a.example\r\n"),
        ("ws://a.example:80", "Host: a.example\r\n"), ("wss://a.example:80/", "Host: a.example:80\r\n"),
        ("ws://[::1]:9/", "Host: [::1]:9\r\n"), ("wss://a.example?v=8", "GET /?v=8 HTTP/1.1\r\n"),
        ("wss://a.example/?v=8#frag", "GET /?v=8 HTTP/1.1\r\n"),
    ])
    func `the URL decides request line and host`(_ url: String, _ line: String) throws {
        #expect(String(decoding: try makeHandshake(url).request, as: UTF8.self).contains(line))
    }

    @Test(arguments: [
        "http://a.example/", "ftp://a/", "ws:/a", "wss://", "wss://u:p@a.example/", "wss://a b/", "wss://ä.example/",
    ])
    func `other URLs are refused`(_ url: String) {
        #expect(throws: WebSocketError.self) { try makeHandshake(url) }
    }

    @Test(arguments: ["Host", "connection", "Sec-WebSocket-Protocol", "sec-websocket-extensions", "Upgrade"])
    func `headers of the handshake itself can't be set`(_ name: String) {
        #expect(throws: WebSocketError.invalidHeader) { try makeHandshake(headers: [name: "x"]) }
        #expect(throws: WebSocketError.invalidHeader) { try makeHandshake(headers: ["X": "a\r\nb"]) }
    }

    private static let accept = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

    private func read(_ lines: [String], rest: [UInt8] = []) throws -> WebSocketHandshake.Progress {
        try makeHandshake().read(Array((lines + ["", ""]).joined(separator: "\r\n").utf8) + rest)
    }

    @Test func `a right answer is accepted, and frames behind it are left`() throws {
        let lines = [
            "HTTP/1.1 101 Switching Protocols", "upgrade: WebSocket", "Connection: keep-alive, Upgrade", Self.accept,
        ]
        let size = (lines + ["", ""]).joined(separator: "\r\n").utf8.count
        #expect(try read(lines, rest: [0x81, 0]) == .accepted(responseSize: size))
    }

    static let wrong: [[String]] = [
        ["HTTP/1.1 101 x", "Connection: Upgrade", accept],
        ["HTTP/1.1 101 x", "Upgrade: websocket", accept],
        ["HTTP/1.1 101 x", "Upgrade: websocket", "Connection: Upgrade"],
        ["HTTP/1.1 101 x", "Upgrade: h2c", "Connection: Upgrade", accept],
        ["HTTP/1.1 101 x", "Upgrade: websocket", "Connection: close", accept],
        ["HTTP/1.1 101 x", "Upgrade: websocket", "Connection: Upgrade", accept.lowercased()],
        ["HTTP/1.1 101 x", "Upgrade: websocket", "Connection: Upgrade", accept, "Sec-WebSocket-Extensions: x"],
        ["HTTP/1.1 101 x", "Upgrade: websocket", "Connection: Upgrade", accept, "Sec-WebSocket-Protocol: x"],
        ["HTTP/2 101 x", "Upgrade: websocket", "Connection: Upgrade", accept],
        ["HTTP/1.0 101 x", "Upgrade: websocket", "Connection: Upgrade", accept],
        ["SSH-2.0-x"],
    ]

    @Test(arguments: wrong) func `a wrong answer is refused`(_ lines: [String]) {
        #expect(throws: WebSocketError.invalidHandshake) { try read(lines) }
    }

    @Test func `another status is named`() {
        #expect(throws: WebSocketError.upgradeRefused(status: 429, retryAfter: 30)) {
            try read(["HTTP/1.1 429 Too Many Requests", "Retry-After: 30"])
        }
    }

    @Test func `an unfinished answer is waited for, an endless one refused`() throws {
        #expect(try makeHandshake().read(Array("HTTP/1.1 101 x\r\nUpg".utf8)) == .incomplete)
        #expect(throws: WebSocketError.invalidHandshake) {
            try makeHandshake().read(.init(repeating: 0x61, count: WebSocketHandshake.maximumResponseSize))
        }
    }
}
