import Addresses
import Testing

@testable import HTTPServer

struct ClientAddressTests {
    @Test(arguments: [
        ("10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
        ("10.0.0.1", "10.0.0.9,10.0.0.2", "10.0.0.9"),
        ("10.0.0.1", "6.6.6.6, nonsense", "10.0.0.1"),
        ("10.0.0.1", "6.6.6.6, nonsense, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "6.6.6.6,", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("10.0.0.1", "1.2.3.4, ::ffff:10.0.0.2", "1.2.3.4"),
        ("9.9.9.9", "1.2.3.4", "9.9.9.9"),
    ])
    func `X-Forwarded-For is believed as far as trusted proxies wrote it`(
        peer: String, list: String, client: String
    ) throws {
        let trusted = [try #require(CIDR("10.0.0.0/8"))]
        let headers = HeaderFields([("X-Forwarded-For", list)])
        let resolved = ClientAddress.resolve(peer: IPAddress(peer), headers: headers, trusted: trusted)
        #expect(resolved?.description == client)
    }

    @Test func `several X-Forwarded-For fields are one list`() throws {
        let trusted = [try #require(CIDR("10.0.0.0/8"))]
        let headers = HeaderFields([("x-forwarded-for", "6.6.6.6"), ("X-FORWARDED-FOR", "1.2.3.4, 10.0.0.3")])
        let resolved = ClientAddress.resolve(peer: IPAddress("10.0.0.1"), headers: headers, trusted: trusted)
        #expect(resolved?.description == "1.2.3.4")
    }

    @Test(arguments: [([String](), "127.0.0.1"), (["127.0.0.0/8"], "1.2.3.4")])
    func `a handler sees the client's address`(trusted: [String], client: String) async throws {
        var router = Router()
        router.on(.get, "/me") { .text($0.clientAddress?.description ?? "-") }
        try await withServer(router, configure: { $0.trustedProxies = trusted.compactMap { CIDR($0) } }) {
            server in
            let request = "GET /me HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 6.6.6.6, 1.2.3.4\r\n\r\n"
            let response = try #require(try await server.answer(to: request))
            #expect(response.body == client)
        }
    }
}
