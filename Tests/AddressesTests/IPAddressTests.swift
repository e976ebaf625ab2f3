import Glibc
import Testing

@testable import Addresses

struct IPAddressTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "0.0.0.0"), ("255.1.20.3", "255.1.20.3"), ("::1", "::1"),
        ("2001:DB8::0:1", "2001:db8::1"), ("::ffff:10.1.2.3", "::ffff:10.1.2.3"), ("fe80::1", "fe80::1"),
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
        ("::ffff:10.1.2.3", "10.1.2.3"), ("10.1.2.3", "10.1.2.3"), ("::fffe:10.1.2.3", "::fffe:a01:203"),
        ("::10.1.2.3", "::10.1.2.3"), ("1::ffff:a01:203", "1::ffff:a01:203"),
    ])
    func `a mapped address is the IPv4 address once unmapped`(text: String, unmapped: String) throws {
        #expect(try #require(IPAddress(text)).unmapped.description == unmapped)
    }

    @Test(arguments: ["127.0.0.1", "255.1.20.3", "::1", "2001:db8::1", "::ffff:10.1.2.3"])
    func `the system's form leads there and back`(text: String) throws {
        let address = try #require(IPAddress(text))
        let (again, port, short) = unsafe address.withSocketAddress(port: 0x1234) { pointer, size in
            // The port lies at the same place in both families.
            let port = unsafe UnsafeRawPointer(pointer).loadUnaligned(fromByteOffset: 2, as: UInt16.self)
            return unsafe (
                IPAddress(socketAddress: pointer, length: Int(size)), UInt16(bigEndian: port),
                IPAddress(socketAddress: pointer, length: Int(size) - 1)
            )
        }
        #expect(again == address && port == 0x1234)
        #expect(short == nil, "cut off")
    }
}
