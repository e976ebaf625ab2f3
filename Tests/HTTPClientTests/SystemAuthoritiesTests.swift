import Testing

@testable import HTTPClient

struct SystemAuthoritiesTests {
    @Test(arguments: [
        ("002c0b4f.0", true), ("5ed36f99.12", true), ("ca-certificates.crt", false), ("002c0b4f.", false),
        ("002c0b4f.r0", false), ("002C0B4F.0", false), ("02c0b4f.0", false), (".", false), ("ISRG_Root_X1.pem", false),
    ])
    func `authorities that OpenSSL finds by a name's hash are told from other files`(name: String, isHashed: Bool) {
        #expect(SystemAuthorities.isHashedName(Array(name.utf8)) == isHashed)
    }
}
