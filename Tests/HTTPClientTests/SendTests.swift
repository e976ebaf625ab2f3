import Glibc
import HTTPClient
import LoopbackServer
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2)))
struct SendTests {
    @Test func `a response comes back whole`() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.respond("201 Created", headers: ["X-One:  a b ", "x-two: 2", "X-Two: 3"], Array("hello".utf8))
        }
        let response = try await HTTPClient.forTests().send(HTTPRequest("GET", server.url("/a?b")))
        #expect(response.status == 201)
        #expect(response.body == Array("hello".utf8))
        #expect(response.headers["x-one"] == "a b")
        #expect(response.headers.fields.filter { $0.name.lowercased() == "x-two" }.map(\.value) == ["2", "3"])
        #expect(response.head.url.description == server.url("/a?b"))
        #expect(response.head.redirects == 0)
    }

    @Test(arguments: ["POST", "PUT", "PATCH", "DELETE"])
    func `method, headers and body are sent as given`(_ method: String) async throws {
        let seen = Mutex("")
        let server = try LoopbackServer { connection in
            let head = connection.readHead() ?? ""
            let body = connection.read(4) ?? []
            seen.withLock { $0 = head + String(decoding: body, as: UTF8.self) }
            connection.respond("204 No Content")
        }
        let request = HTTPRequest(
            method, server.url("/p"), headers: ["Content-Type": "text/x", "X-Empty": ""], body: [0x61, 0, 0x62, 0x63])
        #expect(try await HTTPClient.forTests().send(request).status == 204)
        let text = seen.withLock { $0 }
        #expect(text.hasPrefix("\(method) /p HTTP/1.1\r\n"))
        #expect(text.hasSuffix("\r\n\r\na\0bc"))
        for line in ["Content-Type: text/x", "Content-Length: 4", "User-Agent: TestAgent/1.0", "X-Empty:"] {
            #expect(text.contains("\r\n\(line)\r\n"), "\(line)")
        }
        #expect(!text.lowercased().contains("expect:"))
    }

    @Test func `a body-less PUT announces length zero`() async throws {
        let server = try LoopbackServer { connection in
            let head = connection.readHead() ?? ""
            connection.respond(headers: ["X-Seen: \(head.contains("Content-Length: 0\r\n"))"])
        }
        let response = try await HTTPClient.forTests().send(HTTPRequest("PUT", server.url(), body: []))
        #expect(response.headers["x-seen"] == "true")
    }

    @Test func `a HEAD request does not wait for a body`() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
            connection.waitForEnd()
        }
        let response = try await HTTPClient.forTests().send(HTTPRequest("HEAD", server.url()))
        #expect(response.head.contentLength == 1_000_000_000)
        #expect(response.body.isEmpty)
    }

    @Test func `a header that would end its line is refused before anything is sent`() async throws {
        let server = try LoopbackServer { _ in }
        let client = try HTTPClient.forTests()
        for headers: HTTPHeaders in [["X": "a\r\nY: b"], ["X": "a\0"], ["X Y": "a"], ["": "a"], ["X:": "a"]] {
            await #expect(throws: HTTPClientError.invalidRequest) {
                try await client.send(HTTPRequest("GET", server.url(), headers: headers))
            }
        }
        await #expect(throws: HTTPClientError.invalidRequest) {
            try await client.send(HTTPRequest("GET / HTTP/1.1\r\nX: ", server.url()))
        }
        #expect(server.connectionCount == 0)
    }

    @Test func `a connection is used again`() async throws {
        let server = try LoopbackServer { connection in
            while connection.readHead() != nil { connection.respond() }
        }
        let client = try HTTPClient.forTests()
        for _ in 0..<5 { _ = try await client.send(HTTPRequest("GET", server.url())) }
        #expect(server.connectionCount == 1)
    }

    @Test func `proxies of the environment are ignored`() async throws {
        for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
            unsafe setenv(name, "http://127.0.0.1:1", 1)
        }
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.respond()
        }
        #expect(try await HTTPClient.forTests().send(HTTPRequest("GET", server.url())).status == 200)
    }

    @Test func `many requests run side by side`() async throws {
        let server = try LoopbackServer { connection in
            while let head = connection.readHead() {
                connection.respond("200 OK", Array((head.split(separator: " ").dropFirst().first ?? "").utf8))
            }
        }
        let client = try HTTPClient.forTests()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<60 {
                group.addTask {
                    let response = try await client.send(HTTPRequest("GET", server.url("/\(number)")))
                    #expect(response.body == Array("/\(number)".utf8))
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `a compressed body is expanded where asked for, and capped after expansion`() async throws {
        let bomb = Self.gzippedZeros
        let server = try LoopbackServer { connection in
            while let head = connection.readHead() {
                let encoding = head.contains("gzip") ? ["Content-Encoding: gzip"] : []
                connection.respond("200 OK", headers: encoding, bomb)
            }
        }
        let client = try HTTPClient.forTests()
        var request = HTTPRequest("GET", server.url())
        #expect(try await client.send(request).body == bomb)
        request.acceptsCompression = true
        #expect(try await client.send(request).body == [UInt8](repeating: 0, count: 100_000))
        request.maximumBodySize = 99_999
        await #expect(throws: HTTPClientError.tooLarge(.body(limit: 99_999))) { try await client.send(request) }
    }

    /// 100,000 zeros as gzip makes them.
    private static let gzippedZeros: [UInt8] = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xed, 0xc1, 0x31, 0x01, 0x00, 0x00, 0x00, 0xc2,
        0xa0, 0xf5, 0x4f, 0x6d, 0x0d, 0x0f, 0xa0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x57, 0x03, 0x7d, 0x95,
        0x11, 0xd4, 0xa0, 0x86, 0x01, 0x00,
    ]
}
