import Addresses
import HTTPClient
import LoopbackServer
import Testing

@Suite(.timeLimit(.minutes(2)))
struct GuardedRequestTests {
    private let server: LoopbackServer

    init() throws {
        // Listens on every address, so that only the guard stands between a request and an answer.
        server = try LoopbackServer(address: 0) { connection in
            while connection.readHead() != nil { connection.respond() }
        }
    }

    static let hosts: [(String, String)] = [
        ("169.254.169.254", "169.254.169.254"), ("169.254.170.2", "169.254.170.2"), ("127.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"), ("0x7f000001", "127.0.0.1"), ("0x7f.1", "127.0.0.1"), ("2130706433", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"), ("%31%32%37.0.0.1", "127.0.0.1"), ("0", "0.0.0.0"), ("[::1]", "::1"),
        ("[::]", "::"), ("[::ffff:127.0.0.1]", "::ffff:127.0.0.1"), ("[::ffff:7f00:1]", "::ffff:127.0.0.1"),
        ("[fd00:ec2::254]", "fd00:ec2::254"), ("[64:ff9b::7f00:1]", "64:ff9b::7f00:1"), ("100.64.0.1", "100.64.0.1"),
        ("10.0.0.1", "10.0.0.1"), ("192.168.0.1", "192.168.0.1"), ("172.16.0.1", "172.16.0.1"),
        ("224.0.0.1", "224.0.0.1"), ("255.255.255.255", "255.255.255.255"),
    ]

    @Test(arguments: hosts)
    func `R34 a private address is refused however it is written`(_ host: String, _ address: String) async throws {
        let client = try HTTPClient.guarded(allowing: "")
        let forbidden = try #require(IPAddress(address))
        await #expect(throws: HTTPClientError.addressForbidden(forbidden)) {
            try await client.send(HTTPRequest("GET", server.url(host: host)))
        }
        #expect(server.connectionCount == 0)
    }

    @Test(arguments: ["localhost", "LOCALHOST", "localhost."])
    func `R34 a name of this machine is refused by what it resolves to`(_ host: String) async throws {
        let client = try HTTPClient.guarded(allowing: "")
        let error = await #expect(throws: HTTPClientError.self) {
            try await client.send(HTTPRequest("GET", server.url(host: host)))
        }
        switch error {
        case .addressForbidden, .resolveFailed: break
        default: Issue.record("\(String(describing: error))")
        }
        #expect(server.connectionCount == 0)
    }

    /// Full-width digits and an ideographic full stop, which IDNA maps to ASCII; a circled letter; a long name.
    @Test(arguments: ["１２７.０.０.１", "127。0。0。1", "ⓛocalhost", "１２７．１"])
    func `R34 an internationalised spelling gets nowhere`(_ host: String) async throws {
        let client = try HTTPClient.guarded(allowing: "")
        let error = await #expect(throws: HTTPClientError.self) {
            try await client.send(HTTPRequest("GET", server.url(host: host)))
        }
        switch error {
        case .addressForbidden, .resolveFailed, .invalidURL: break
        default: Issue.record("\(String(describing: error))")
        }
        #expect(server.connectionCount == 0)
    }

    @Test func `R34 a name that resolves differently a moment later is refused then`() async throws {
        let server = try LoopbackServer(address: 0) { connection in
            _ = connection.readHead()
            connection.respond(headers: ["Connection: close"])
        }
        let client = try HTTPClient.guarded()
        var request = HTTPRequest("GET", server.url(host: "rebinding.example"))
        request.pinnedAddresses = ["rebinding.example:\(server.port):127.0.0.1"]
        #expect(try await client.send(request).status == 200)
        request.pinnedAddresses = ["rebinding.example:\(server.port):127.0.0.2"]
        let again = request
        let forbidden = try #require(IPAddress("127.0.0.2"))
        await #expect(throws: HTTPClientError.addressForbidden(forbidden)) { try await client.send(again) }
        #expect(server.connectionCount == 1)
    }

    @Test func `R34 of several addresses of a name only the public ones are tried`() async throws {
        let client = try HTTPClient.guarded()
        var request = HTTPRequest("GET", server.url(host: "both.example"))
        request.pinnedAddresses = ["both.example:\(server.port):127.0.0.2,[::1],127.0.0.1"]
        #expect(try await client.send(request).status == 200)
        #expect(server.connectionCount == 1)
    }

    @Test func `R34 a stream is guarded like a buffered request`() async throws {
        let client = try HTTPClient.guarded(allowing: "")
        let forbidden = try #require(IPAddress("127.0.0.1"))
        await #expect(throws: HTTPClientError.addressForbidden(forbidden)) {
            try await client.stream(HTTPRequest("GET", server.url()))
        }
    }
}
