import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(2)))
struct SecurityFieldsTests {
    private static var router: Router {
        var router = Router()
        router.on(.get, "/ok") { _ in .text("ok") }
        router.on(.get, "/empty") { _ in .empty() }
        router.on(.get, "/away") { _ in .seeOther("/ok") }
        router.on(.get, "/throws") { _ in throw RawClient.Failure(description: "secret detail") }
        router.on(.get, "/teapot") { _ in throw HTTPError(.conflict, "Not now") }
        router.on(.get, "/broken") { _ in Response(.ok, fields: [("X", "a\r\nSet-Cookie: b=c")]) }
        router.on(.get, "/framing") { _ in Response(.ok, fields: [("Content-Length", "7")]) }
        router.on(.get, "/events") { _ in .events(AsyncStream<ServerSentEvent> { $0.finish() }) }
        router.on(.get, "/own") { _ in
            var response = Response.html("<p>")
            response["content-security-policy"] = "default-src 'self'"
            response["Cache-Control"] = "public, max-age=60"
            return response
        }
        return router
    }

    private static let fields = [
        (
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
                + "img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
        ),
        ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "DENY"),
        ("Cache-Control", "no-store"),
        ("Strict-Transport-Security", "max-age=63072000"),
    ]

    private static let requests: [(request: String, status: Int)] = [
        ("GET /ok HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        ("HEAD /ok HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        ("GET /empty HTTP/1.1\r\nHost: a\r\n\r\n", 204),
        ("GET /away HTTP/1.1\r\nHost: a\r\n\r\n", 303),
        ("GET /events HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        ("GET /none HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        ("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("POST /ok HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        ("GET /teapot HTTP/1.1\r\nHost: a\r\n\r\n", 409),
        ("GET /throws HTTP/1.1\r\nHost: a\r\n\r\n", 500),
        ("GET /broken HTTP/1.1\r\nHost: a\r\n\r\n", 500),
        ("GET /framing HTTP/1.1\r\nHost: a\r\n\r\n", 500),
        // The gate's.
        ("GET /ok HTTP/1.1\r\n\r\n", 400),
        ("GET /ok HTTP/1.1\r\nHost: a\r\nAuthorization: a\r\nAuthorization: a\r\n\r\n", 401),
        ("POST /ok HTTP/1.1\r\nHost: a\r\nContent-Length: 999999\r\n\r\n", 413),
        ("GET /\(String(repeating: "a", count: 9_000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        ("POST /ok HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\n\r\n", 415),
        ("POST /ok HTTP/1.1\r\nHost: a\r\nExpect: more\r\n\r\n", 417),
        ("GET /ok HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 17_000))\r\n\r\n", 431),
        // libmicrohttpd's own.
        ("GET /ok HTTP/1.1\r\nHost a\r\n\r\n", 400),
        ("GET /ok\r\nHost: a\r\n\r\n", 400),
        ("GET /ok HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        ("GET /ok HTTP/0.9\r\nHost: a\r\n\r\n", 505),
        ("POST /ok HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400),
        ("POST /ok HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n", 413),
        ("POST /ok HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400),
        ("POST /ok HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", 413),
        ("GET /\(String(repeating: "a", count: 60_000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        ("GET /ok HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 60_000))\r\n\r\n", 431),
    ]

    @Test(arguments: requests.indices)
    func `R32 every answer carries the security header, and says nothing of the server`(index: Int) async throws {
        let (request, status) = Self.requests[index]
        try await withServer(Self.router, configure: { $0.isPublicOverHTTPS = true }) { server in
            let client = try RawClient.connect(server.port)
            try await client.send(request)
            let response = try #require(try await ResponseReader(client).nextHead())
            #expect(response.status == status)
            for (name, value) in Self.fields {
                #expect(response.fields.filter { $0.name == name }.map(\.value) == [value], "\(name)")
            }
            #expect(response["Date"]?.hasSuffix(" GMT") == true)
            #expect(response["Server"] == nil)
        }
    }

    @Test func `R32 an error's detail stays inside`() async throws {
        try await withServer(Self.router) { server in
            let failed = try #require(try await server.answer(to: "GET /throws HTTP/1.1\r\nHost: a\r\n\r\n"))
            #expect(failed.body == "Internal error\n")
            let refused = try #require(try await server.answer(to: "GET /teapot HTTP/1.1\r\nHost: a\r\n\r\n"))
            #expect(refused.body == "Not now\n")
            let broken = try #require(try await server.answer(to: "GET /broken HTTP/1.1\r\nHost: a\r\n\r\n"))
            #expect(broken["Set-Cookie"] == nil)
        }
    }

    @Test func `a handler may replace a field, and plain HTTP promises no TLS`() async throws {
        try await withServer(Self.router) { server in
            let response = try #require(try await server.answer(to: "GET /own HTTP/1.1\r\nHost: a\r\n\r\n"))
            #expect(
                response.fields.filter { $0.name.lowercased() == "content-security-policy" }.map(\.value)
                    == ["default-src 'self'"])
            #expect(response["Cache-Control"] == "public, max-age=60")
            #expect(response["X-Content-Type-Options"] == "nosniff")
            #expect(response["Strict-Transport-Security"] == nil)
        }
    }
}
