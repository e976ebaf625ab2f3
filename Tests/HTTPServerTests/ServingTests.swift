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
