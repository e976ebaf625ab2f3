import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(2)))
struct GateTests {
    /// Counts what ran, so that a request hidden in another one shows.
    private static func router(_ ran: Recorder<String>) -> Router {
        var router = Router()
        for path in ["/a", "/smuggled"] {
            for method in [Method.get, .post] {
                router.on(method, path) { request in
                    ran.append(request.path)
                    return .text("ran")
                }
            }
        }
        return router
    }

    private static let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

    /// Each is a first request that must not be believed; a second one follows at once.
    private static let malformed: [(name: String, request: String)] = [
        (
            "both lengths",
            "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        (
            "both lengths, other order",
            "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n"
        ),
        ("two different lengths", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n"),
        ("two equal lengths", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n"),
        ("length list", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0, 0\r\n\r\n"),
        ("signed length", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: +0\r\n\r\n"),
        ("negative length", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"),
        ("hexadecimal length", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0x0\r\n\r\n"),
        ("length in words", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: none\r\n\r\n"),
        ("empty length", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n"),
        (
            "two codings",
            "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        ("coding list", "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        ("identity coding", "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n"),
        ("unknown coding", "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        ("quoted coding", "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"),
        (
            "vertical tab before the coding",
            "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \u{B}chunked\r\n\r\n0\r\n\r\n"
        ),
        ("blank behind the coding", "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked \r\n\r\n0\r\n\r\n"),
        ("blank before the colon", "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
        ("tab before the colon", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length\t: 0\r\n\r\n"),
        ("blank before the name", "POST /a HTTP/1.1\r\nHost: a\r\n Content-Length: 0\r\n\r\n"),
        ("folded line", "POST /a HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n"),
        ("folded coding", "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
        ("no name", "GET /a HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n"),
        ("name with a slash", "GET /a HTTP/1.1\r\nHost: a\r\nX/Y: b\r\n\r\n"),
        ("name beyond ASCII", "GET /a HTTP/1.1\r\nHost: a\r\nXä: b\r\n\r\n"),
        ("no colon", "GET /a HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"),
        ("bare LF", "GET /a HTTP/1.1\nHost: a\n\n"),
        ("bare LF in the header", "GET /a HTTP/1.1\r\nHost: a\r\nX: b\nY: c\r\n\r\n"),
        ("bare LF before the end", "GET /a HTTP/1.1\r\nHost: a\n\r\n"),
        ("bare LF at the end", "GET /a HTTP/1.1\r\nHost: a\r\n\n"),
        ("bare LF behind the request line", "GET /a HTTP/1.1\nHost: a\r\n\r\n"),
        ("bare CR in a value", "GET /a HTTP/1.1\r\nHost: a\r\nX: b\rY: c\r\n\r\n"),
        ("bare CR behind a value", "GET /a HTTP/1.1\r\nHost: a\r\nX: b\r\r\n\r\n"),
        ("NUL in a value", "GET /a HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n"),
        ("NUL behind a value", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\0\r\n\r\n"),
        ("NUL in a name", "GET /a HTTP/1.1\r\nHost: a\r\nX\0Y: b\r\n\r\n"),
        ("NUL before a name", "GET /a HTTP/1.1\r\nHost: a\r\n\0X: b\r\n\r\n"),
        ("NUL in the method", "GE\0T /a HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("NUL in the target", "GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("NUL in the query", "GET /a?b\0c HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("control in a value", "GET /a HTTP/1.1\r\nHost: a\r\nX: b\u{1}c\r\n\r\n"),
        ("DEL in a value", "GET /a HTTP/1.1\r\nHost: a\r\nX: b\u{7F}c\r\n\r\n"),
        ("no Host", "GET /a HTTP/1.1\r\nX: b\r\n\r\n"),
        ("empty Host", "GET /a HTTP/1.1\r\nHost:\r\n\r\n"),
        ("two Hosts", "GET /a HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
        ("two content types", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Type: a/b\r\nContent-Type: a/b\r\n\r\n"),
        ("two cookies", "GET /a HTTP/1.1\r\nHost: a\r\nCookie: a=b\r\ncookie: c=d\r\n\r\n"),
        ("HTTP/1.0", "GET /a HTTP/1.0\r\nHost: a\r\n\r\n"),
        ("HTTP/1.2", "GET /a HTTP/1.2\r\nHost: a\r\n\r\n"),
        ("no version", "GET /a\r\nHost: a\r\n\r\n"),
        ("lower-case version", "GET /a http/1.1\r\nHost: a\r\n\r\n"),
        ("two blanks", "GET  /a HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("two blanks before the version", "GET /a  HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("blank behind the version", "GET /a HTTP/1.1 \r\nHost: a\r\n\r\n"),
        ("blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("absolute target", "GET http://a/a HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("authority", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("backslash", "GET /a\\b HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("target beyond ASCII", "GET /ä HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("method with a colon", "G:T /a HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("chunk size in words", "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        ("signed chunk size", "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n+0\r\n\r\n"),
        (
            "chunk without its end",
            "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n"
        ),
    ]

    @Test(arguments: malformed.indices)
    func `R10 a malformed request gets 400 and ends the connection, and what follows never runs`(
        index: Int
    ) async throws {
        let (name, request) = Self.malformed[index]
        let ran = Recorder<String>()
        try await withServer(Self.router(ran)) { server in
            let text = try await server.exchange(Array((request + Self.smuggled).utf8))
            #expect(text.hasPrefix("HTTP/1.1 400 "), "\(name): \(text.prefix(100))")
            #expect(text.contains("Connection: close\r\n"), "\(name)")
            #expect(!text.contains("200 OK"), "\(name)")
        }
        #expect(ran.all.isEmpty, "\(name)")
    }

    @Test(arguments: ["GET\t/a\tHTTP/1.1\r\nHost: a\r\n\r\n", "nonsense\r\n\r\n", "\u{16}\u{3}\u{1}\n\n"])
    func `R10 a first line without a blank ends the connection without an answer`(request: String) async throws {
        let ran = Recorder<String>()
        try await withServer(Self.router(ran)) { server in
            let text = try await server.exchange(Array((request + Self.smuggled).utf8))
            #expect(text.isEmpty)
        }
        #expect(ran.all.isEmpty)
    }

    /// libmicrohttpd takes a bare LF for the end of a chunk's line and ignores chunk extensions; so nothing behind
    /// a chunked body is believed.
    @Test(arguments: ["0\r\n\r\n", "0\n\n", "0;x=y\r\n\r\n", "1;\nx\r\n0\r\n\r\n", "0\r\nHost: b\r\n\r\n"])
    func `R10 nothing behind a chunked body runs`(body: String) async throws {
        let ran = Recorder<String>()
        try await withServer(Self.router(ran)) { server in
            let head = "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            let text = try await server.exchange(Array((head + body + Self.smuggled).utf8))
            #expect(text.contains("Connection: close\r\n"))
        }
        #expect(!ran.all.contains("/smuggled"))
    }

    @Test(arguments: [
        "GET /a HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a HTTP/1.1\r\nhOsT:a\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: \t a \t \r\n\r\n",
        "GET /a?x=1&y=%20+z HTTP/1.1\r\nHost: a\r\nX-Empty:\r\nX-Umlaut: ä\r\nX-Empty:\r\n\r\n",
        "\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 00\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Encoding: identity\r\n\r\n",
    ])
    func `a request that is merely unusual runs`(request: String) async throws {
        let ran = Recorder<String>()
        try await withServer(Self.router(ran)) { server in
            let response = try #require(try await server.answer(to: request))
            #expect(response.status == 200)
        }
        #expect(ran.all == ["/a"])
    }

    @Test(arguments: [
        ("X-Signature-Ed25519: a\r\nx-signature-ed25519: a", 401),
        ("X-Signature-Timestamp: 1\r\nX-Signature-Timestamp: 2", 401),
        ("Authorization: a\r\nAuthorization: a", 401), ("Expect: 200-ok", 417), ("X-Own: 1\r\nX-Own: 1", 400),
    ])
    func `fields that must be unambiguous are refused when they are not`(fields: String, status: Int) async throws {
        let ran = Recorder<String>()
        try await withServer(Self.router(ran), configure: { $0.singleFields = ["x-own"] }) { server in
            let text = try await server.exchange(
                Array("GET /a HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n\(Self.smuggled)".utf8))
            #expect(text.hasPrefix("HTTP/1.1 \(status) "))
            #expect(text.contains("Connection: close\r\n"))
        }
        #expect(ran.all.isEmpty)
    }

    @Test(arguments: ["gzip", "deflate", "br", "zstd", "identity, gzip", ""])
    func `R47 a body with a content coding is refused`(coding: String) async throws {
        let ran = Recorder<String>()
        try await withServer(Self.router(ran)) { server in
            let text = try await server.exchange(
                Array("POST /a HTTP/1.1\r\nHost: a\r\nContent-Encoding: \(coding)\r\nContent-Length: 2\r\n\r\nab".utf8))
            #expect(text.hasPrefix("HTTP/1.1 415 "))
        }
        #expect(ran.all.isEmpty)
    }

    @Test(arguments: [
        ("GET /\(String(repeating: "a", count: 9_000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        ("GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        ("GET /a HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 17_000))\r\n\r\n", 431),
        ("GET /a HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 100_000))\r\n\r\n", 431),
        ("GET /a HTTP/1.1\r\nHost: a\r\n\(String(repeating: "X: a\r\n", count: 5_000))\r\n\r\n", 431),
    ])
    func `a head beyond the limits is refused`(request: String, status: Int) async throws {
        let ran = Recorder<String>()
        try await withServer(Self.router(ran)) { server in
            let text = try await server.exchange(Array(request.utf8))
            #expect(text.hasPrefix("HTTP/1.1 \(status) "), "\(text.prefix(60))")
        }
        #expect(ran.all.isEmpty)
    }
}
