import Crypto
import TestVectors
import Testing

struct P256Tests {
    private struct SignatureGroup: Decodable, Sendable {
        struct Key: Decodable, Sendable {
            let uncompressed: HexBytes
        }
        struct Case: Decodable, Sendable {
            let tcId: Int
            let msg: HexBytes
            let sig: HexBytes
            let result: WycheproofResult
        }
        let publicKey: Key
        let tests: [Case]
    }

    private struct AgreementGroup: Decodable, Sendable {
        struct Case: Decodable, Sendable {
            let tcId: Int
            let `public`: HexBytes
            let `private`: HexBytes
            let shared: HexBytes
            let result: WycheproofResult
        }
        let tests: [Case]
    }

    @Test(.enabled(if: TestVectors.areExpected, "the test vectors are absent"))
    func `all 484 ECDSA vectors of Wycheproof are judged as they should be`() throws {
        let file = try TestVectors.load(
            "wycheproof/ecdsa_secp256r1_sha256_test.json", as: Wycheproof<SignatureGroup>.self)
        var judged = 0
        for group in file.testGroups {
            let key = try #require(P256PublicKey(bytes: group.publicKey.uncompressed.bytes))
            for test in group.tests {
                let isValid = key.isValid(signature: test.sig.bytes, for: test.msg.bytes)
                #expect(isValid == (test.result == .valid), "test \(test.tcId)")
                judged += 1
            }
        }
        #expect(judged == 484)
    }

    @Test(.enabled(if: TestVectors.areExpected, "the test vectors are absent"))
    func `all 612 ECDH vectors of Wycheproof hold, only uncompressed points of named P-256 are read`() throws {
        let file = try TestVectors.load("wycheproof/ecdh_secp256r1_test.json", as: Wycheproof<AgreementGroup>.self)
        let header = try #require(Hex.decode("3059301306072a8648ce3d020106082a8648ce3d030107034200"))
        var judged = 0
        var agreed = 0
        for test in file.testGroups.flatMap(\.tests) {
            judged += 1
            let scalar = test.private.bytes
            let padded = [UInt8](repeating: 0, count: max(0, 32 - scalar.count)) + scalar.suffix(32)
            let key = try P256PrivateKey(scalar: SecretBytes(copying: padded))
            guard test.public.bytes.starts(with: header),
                let peer = P256PublicKey(bytes: Array(test.public.bytes.dropFirst(header.count)))
            else {
                #expect(test.result != .valid, "test \(test.tcId)")
                continue
            }
            let secret = try key.sharedSecret(with: peer)
            #expect((secret == SecretBytes(copying: test.shared.bytes)) == (test.result != .invalid), "\(test.tcId)")
            agreed += 1
        }
        #expect(judged == 612)
        #expect(agreed > 300)
    }

    @Test func `a signature verifies with its own key, for its own message only`() throws {
        let key = try P256PrivateKey()
        let signature = try key.signature(for: [1, 2, 3])
        #expect(key.publicKey.isValid(signature: signature, for: [1, 2, 3]))
        #expect(!key.publicKey.isValid(signature: signature, for: [1, 2]))
        #expect(!key.publicKey.isValid(signature: signature + [0], for: [1, 2, 3]))
        #expect(!key.publicKey.isValid(signature: [], for: [1, 2, 3]))
        #expect(try !P256PrivateKey().publicKey.isValid(signature: signature, for: [1, 2, 3]))
    }

    @Test func `two keys agree on one secret`() throws {
        let first = try P256PrivateKey()
        let second = try P256PrivateKey()
        #expect(try first.sharedSecret(with: second.publicKey) == second.sharedSecret(with: first.publicKey))
        let again = try P256PrivateKey(scalar: first.scalar)
        #expect(again.publicKey == first.publicKey)
    }

    @Test(arguments: [
        "", "00", "0000000000000000000000000000000000000000000000000000000000000000",
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "000000000000000000000000000000000000000000000000000000000000000001",
    ])
    func `a scalar outside the group is refused`(scalar: String) throws {
        let bytes = try #require(Hex.decode(scalar))
        #expect(throws: P256Error.invalidScalar) { _ = try P256PrivateKey(scalar: SecretBytes(copying: bytes)) }
    }

    @Test func `a point off the curve, compressed or of another length is refused`() throws {
        let point = try P256PrivateKey().publicKey.bytes
        var off = point
        off[64] ^= 1
        #expect(P256PublicKey(bytes: off) == nil)
        #expect(P256PublicKey(bytes: [2] + point[1...32]) == nil)
        #expect(P256PublicKey(bytes: [6] + point.dropFirst()) == nil)
        #expect(P256PublicKey(bytes: point.dropLast()) == nil)
        #expect(P256PublicKey(bytes: point + [0]) == nil)
        #expect(P256PublicKey(bytes: []) == nil)
        #expect(P256PublicKey(bytes: [0]) == nil)
        #expect(P256PublicKey(bytes: [UInt8](repeating: 0, count: 65)) == nil)
    }
}
