import Crypto
import Foundation
import Testing

@Suite("What JSON Web Signatures need")
struct JSONWebSignatureTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ])
    func `the base 64 vectors of RFC 4648 come out, without padding`(text: String, encoded: String) {
        #expect(Base64URL.encode(text.utf8) == encoded)
    }

    @Test func `the two digits that differ from plain base 64 are those of the alphabet for addresses`() {
        #expect(Base64URL.encode([0xFB, 0xFF]) == "-_8")
    }

    /// The challenge of the example in RFC 7636, appendix B.
    @Test func `a PKCE challenge is the one of RFC 7636`() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        #expect(
            Base64URL.encode(SHA256.hash(Array(verifier.utf8))) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }

    /// Made with `openssl ecparam -name prime256v1 -genkey` and `openssl pkcs8 -topk8 -nocrypt`, both forms of one key.
    private let pkcs8 = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgEEdY434bprBUhZa6
        86e6DcYsagMasl48WXvocFkgUmuhRANCAASvBo8m8V3SnUata83p9yQgN5Vk+tt/
        Tl6zGIeRd1fZkFjzpmLC1dvugvfPkUo8K4luUdWk1NA92oCExZvrA0zF
        -----END PRIVATE KEY-----
        """
    private let sec1 = """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIBBHWON+G6awVIWWuvOnug3GLGoDGrJePFl76HBZIFJroAoGCCqGSM49
        AwEHoUQDQgAErwaPJvFd0p1GrWvN6fckIDeVZPrbf05esxiHkXdX2ZBY86ZiwtXb
        7oL3z5FKPCuJblHVpNTQPdqAhMWb6wNMxQ==
        -----END EC PRIVATE KEY-----
        """

    @Test func `both PEM forms of a key are read, and are the same key`() throws {
        let one = try P256PrivateKey(pem: SecretText(pkcs8))
        let other = try P256PrivateKey(pem: SecretText(sec1))
        #expect(one.publicKey == other.publicKey)
        #expect(one.scalar == other.scalar)
    }

    @Test func `a concatenated signature is r and s of a valid one, at their full width`() throws {
        let key = try P256PrivateKey(pem: SecretText(pkcs8))
        let message = Array("header.payload".utf8)
        // One r or s in 128 is shorter than 32 bytes in DER.
        for _ in 0..<400 {
            let raw = try key.concatenatedSignature(for: message)
            #expect(raw.count == 64)
            #expect(key.publicKey.isValid(signature: Self.der(raw), for: message))
        }
    }

    @Test(arguments: [
        "", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----", String(repeating: "x", count: 9000),
    ])
    func `what is no P-256 key is refused`(pem: String) {
        #expect(throws: P256Error.invalidScalar) { try P256PrivateKey(pem: SecretText(pem)) }
    }

    @Test func `a key of another curve is refused`() {
        let p384 = """
            -----BEGIN PRIVATE KEY-----
            MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDDQLo24IQFLtSOHp3Ga
            Y7qL1aOGQWnJvSrxZT1UA4kf4jjwCSTGXzENdcDYN+yQxLuhZANiAATbkO7wW/1p
            s2e4Tsyw4sL30rZ9FkysE4K8xSR7TFD3gAQfnxchzeWsLwQm5L4IvcaRwSrKcDsa
            dtRo9Zyx+tu/ZysH6gX6tY24NGRpRVHkcLSGQIpXq/QQ9wxrpy5PXzc=
            -----END PRIVATE KEY-----
            """
        #expect(throws: P256Error.invalidScalar) { try P256PrivateKey(pem: SecretText(p384)) }
    }

    /// The DER form again, written here independently of libcrypto.
    private static func der(_ raw: [UInt8]) -> [UInt8] {
        let integers = [raw[..<32], raw[32...]].map { half -> [UInt8] in
            var digits = Array(half.drop { $0 == 0 })
            if digits.first.map({ $0 >= 0x80 }) ?? true { digits.insert(0, at: 0) }
            return [2, UInt8(digits.count)] + digits
        }
        return [0x30, UInt8(integers[0].count + integers[1].count)] + integers[0] + integers[1]
    }
}
