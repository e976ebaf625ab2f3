import Testing

@testable import Addresses

struct CIDRTests {
    @Test(arguments: [
        "10.0.0.0/8", "0.0.0.0/0", "127.0.0.1/32", "::/0", "fd00::/8", "2001:db8::1/128", "192.168.1.0/24",
    ])
    func `a block reads and prints the same`(_ text: String) throws {
        #expect(try #require(CIDR(text)).description == text)
    }

    @Test(arguments: [
        "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.1/8", "10.0.0/8", "127.1",
        "0x7f000001", "::1/129", "fd00::1/8", "10.0.0.0/8/8", "localhost", "[::1]", "fe80::1%lo",
    ])
    func `a malformed block is refused`(_ text: String) {
        #expect(CIDR(text) == nil)
    }

    @Test func `an address alone is a block of one`() throws {
        #expect(try #require(CIDR("::1")).description == "::1/128")
        #expect(try #require(CIDR("10.1.2.3")).prefixLength == 32)
    }

    @Test func `membership is decided by the prefix and within one family`() throws {
        let block = try #require(CIDR("172.16.0.0/12"))
        #expect(block.contains(.v4(0xAC1F_FFFF)))
        #expect(!block.contains(.v4(0xAC20_0000)))
        #expect(!block.contains(try #require(IPAddress("::ffff:172.16.0.1"))))
        #expect(try #require(CIDR("0.0.0.0/0")).contains(.v4(.max)))
        #expect(try #require(CIDR("::/0")).contains(.v6(.max)))
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.0.0.1", "10.0.0.1", true),
        ("10.0.0.1", "10.0.0.2", false), ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "::1", false),
        ("192.168.1.128/25", "192.168.1.200", true), ("192.168.1.128/25", "192.168.1.127", false),
        ("2001:db8::/32", "2001:db8:1::1", true), ("2001:db8::/32", "2001:db9::1", false),
        ("::/0", "fe80::1", true), ("::/0", "1.2.3.4", false),
    ])
    func `a block holds its addresses`(block: String, address: String, isIn: Bool) throws {
        #expect(try #require(CIDR(block)).contains(try #require(IPAddress(address))) == isIn)
    }

    @Test func `a list with one bad entry is no list`() {
        #expect(CIDR.list("127.0.0.1/32,nonsense") == nil)
        #expect(CIDR.list("") == [])
    }
}
