import Addresses
import Testing

@testable import HTTPClient

struct AddressGuardTests {
    static let forbidden = [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
        "127.255.255.254", "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255", "192.0.0.8",
        "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9",
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::808:808",
        "64:ff9b:1::1", "100::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "2001::1",
        "2001:10::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "4000::1",
    ]

    @Test(arguments: forbidden) func `R34 a special address is refused`(_ text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!AddressGuard().permits(address))
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.1", "172.15.255.255", "172.32.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
        "2606:4700::1111", "2a00:1450::1", "2001:200::1", "2001:4860:4860::8888",
    ])
    func `a public address is permitted`(_ text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressGuard().permits(address))
    }

    @Test func `an allowed block is let through, its neighbours are not`() throws {
        let allowed = try #require(CIDR.list("127.0.0.1/32, fd00::/8"))
        let addressGuard = AddressGuard(allowed: allowed)
        #expect(addressGuard.permits(.v4(0x7F00_0001)))
        #expect(!addressGuard.permits(.v4(0x7F00_0002)))
        #expect(addressGuard.permits(try #require(IPAddress("fd12::1"))))
        #expect(!addressGuard.permits(try #require(IPAddress("fe80::1"))))
        #expect(!addressGuard.permits(try #require(IPAddress("::ffff:127.0.0.1"))))
    }
}
