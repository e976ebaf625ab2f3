import HTTPClient
import LoopbackServer
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2)))
struct RedirectTests {
    /// Answers `/302/x` with a redirect to the query's text, anything else with the request's own head.
    private func makeServer(address: UInt32 = 0x7F00_0001) throws -> LoopbackServer {
        try LoopbackServer(address: address) { connection in
            while let head = connection.readHead() {
                let target = head.split(separator: " ").dropFirst().first ?? ""
                let length = head.lowercased().split(separator: "content-length: ").dropFirst().first?
                    .prefix { $0.isNumber }
                let body = length.flatMap { Int($0) }.flatMap { connection.read($0) } ?? []
                if let status = target.split(separator: "/").first, Int(status) != nil,
                    let location = target.split(separator: "?", maxSplits: 1).dropFirst().first
                {
                    connection.respond("\(status) Moved", headers: ["Location: \(location)"], [1, 2, 3])
                } else {
                    connection.respond("200 OK", Array(head.utf8) + body)
                }
            }
        }
    }

    private func request(_ method: String = "GET", _ url: String, body: [UInt8]? = nil) -> HTTPRequest {
        var request = HTTPRequest(
            method, url, headers: ["Authorization": "secret", "X-Kept": "1"], body: body)
        request.followRedirects = 3
        return request
    }

    @Test func `redirects are not followed unless asked for`() async throws {
        let server = try makeServer()
        let response = try await HTTPClient.forTests().send(HTTPRequest("GET", server.url("/302/?/x")))
        #expect(response.status == 302)
        #expect(response.headers["location"] == "/x")
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirect is followed with the right method`(_ status: Int) async throws {
        let server = try makeServer()
        let client = try HTTPClient.forTests()
        let response = try await client.send(request("POST", server.url("/\(status)/?/end"), body: Array("body".utf8)))
        let text = String(decoding: response.body, as: UTF8.self)
        #expect(response.status == 200)
        #expect(response.head.url.description == server.url("/end"))
        #expect(response.head.redirects == 1)
        #expect(text.hasPrefix(status >= 307 ? "POST /end " : "GET /end "))
        #expect(text.hasSuffix(status >= 307 ? "body" : "\r\n\r\n"))
        #expect(text.contains("Authorization: secret"))
    }

    @Test func `credentials stay behind when the origin changes, and do not come back`() async throws {
        let second = try makeServer()
        let first = try makeServer()
        let back = "/302/?" + first.url("/end")
        let client = try HTTPClient.forTests()
        let response = try await client.send(request("GET", first.url("/302/?" + second.url(back))))
        let text = String(decoding: response.body, as: UTF8.self)
        #expect(response.head.redirects == 2)
        #expect(!text.contains("secret"))
        #expect(text.contains("X-Kept: 1"))
    }

    @Test func `too many redirects are refused`() async throws {
        let server = try makeServer()
        let client = try HTTPClient.forTests()
        let loop = "/302/?/302/?/302/?/302/?/x"
        await #expect(throws: HTTPClientError.redirectRefused(.tooMany(limit: 3))) {
            try await client.send(request("GET", server.url(loop)))
        }
    }

    @Test func `a redirect without a location is refused`() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.respond("302 Found")
        }
        let client = try HTTPClient.forTests()
        await #expect(throws: HTTPClientError.redirectRefused(.noLocation)) {
            try await client.send(request("GET", server.url()))
        }
    }

    static let forbidden: [(String, URLPolicyViolation)] = [
        ("file:///etc/passwd", .schemeForbidden), ("gopher://127.0.0.1/x", .schemeForbidden),
        ("data:text/plain,x", .schemeForbidden), ("http://user:pass@127.0.0.1/", .userinfoForbidden),
        ("http://127.0.0.1:22/", .portForbidden(22)),
    ]

    @Test(arguments: forbidden)
    func `R34 a redirect to a forbidden URL is refused`(_ target: String, _ why: URLPolicyViolation) async throws {
        let server = try makeServer()
        let client = try HTTPClient.guarded()
        await #expect(throws: HTTPClientError.redirectRefused(.policy(why))) {
            try await client.send(request("GET", server.url("/302/?" + target)))
        }
    }

    @Test func `R34 a redirect to a private address is refused by its address`() async throws {
        let inner = try makeServer(address: 0x7F00_0002)
        let server = try makeServer()
        let client = try HTTPClient.guarded()
        for host in ["127.0.0.2", "127.2", "0x7f000002", "2130706434", "[::ffff:127.0.0.2]"] {
            let target = "http://\(host):\(inner.port)/"
            let error = await #expect(throws: HTTPClientError.self) {
                try await client.send(request("GET", server.url("/302/?" + target)))
            }
            guard case .addressForbidden = error else {
                Issue.record("\(host): \(String(describing: error))")
                continue
            }
        }
        #expect(inner.connectionCount == 0)
    }
}
