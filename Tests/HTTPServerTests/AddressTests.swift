import Testing

@testable import HTTPServer

struct AddressTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "0.0.0.0"), ("255.1.20.3", "255.1.20.3"), ("::1", "::1"),
        ("2001:DB8::0:1", "2001:db8::1"), ("::ffff:10.1.2.3", "10.1.2.3"), ("fe80::1", "fe80::1"),
    ])
    func `addresses are read and written`(text: String, written: String) {
        #expect(IPAddress(text)?.description == written)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", "[::1]", "::1%lo", "localhost", "::g",
    ])
    func `what is no address is none`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.0.0.1", "10.0.0.1", true),
        ("10.0.0.1", "10.0.0.2", false), ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "::1", false),
        ("192.168.1.128/25", "192.168.1.200", true), ("192.168.1.128/25", "192.168.1.127", false),
        ("2001:db8::/32", "2001:db8:1::1", true), ("2001:db8::/32", "2001:db9::1", false),
        ("::/0", "fe80::1", true), ("::/0", "1.2.3.4", false), ("127.0.0.1", "::ffff:127.0.0.1", true),
    ])
    func `a range holds its addresses`(range: String, address: String, isIn: Bool) throws {
        let range = try #require(AddressRange(range))
        let address = try #require(IPAddress(address))
        #expect(range.contains(address) == isIn)
    }

    @Test(arguments: ["10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/+8", "::/129", "/8", "a/8", "10.0.0.0/8/8"])
    func `what is no range is none`(text: String) {
        #expect(AddressRange(text) == nil)
    }

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
        ("9.9.9.9", "1.2.3.4", "9.9.9.9"),
    ])
    func `X-Forwarded-For is believed as far as trusted proxies wrote it`(
        peer: String, list: String, client: String
    ) throws {
        let trusted = [try #require(AddressRange("10.0.0.0/8"))]
        let headers = HeaderFields([("X-Forwarded-For", list)])
        let resolved = ClientAddress.resolve(peer: IPAddress(peer), headers: headers, trusted: trusted)
        #expect(resolved?.description == client)
    }

    @Test func `several X-Forwarded-For fields are one list`() throws {
        let trusted = [try #require(AddressRange("10.0.0.0/8"))]
        let headers = HeaderFields([("x-forwarded-for", "6.6.6.6"), ("X-FORWARDED-FOR", "1.2.3.4, 10.0.0.3")])
        let resolved = ClientAddress.resolve(peer: IPAddress("10.0.0.1"), headers: headers, trusted: trusted)
        #expect(resolved?.description == "1.2.3.4")
    }

    @Test(arguments: [([String](), "127.0.0.1"), (["127.0.0.0/8"], "1.2.3.4")])
    func `a handler sees the client's address`(trusted: [String], client: String) async throws {
        var router = Router()
        router.on(.get, "/me") {
            .text("\($0.clientAddress?.description ?? "-") \($0.peerAddress?.description ?? "-")")
        }
        try await withServer(router, configure: { $0.trustedProxies = trusted.compactMap { AddressRange($0) } }) {
            server in
            let request = "GET /me HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 6.6.6.6, 1.2.3.4\r\n\r\n"
            let response = try #require(try await server.answer(to: request))
            #expect(response.body == "\(client) 127.0.0.1")
        }
    }
}
