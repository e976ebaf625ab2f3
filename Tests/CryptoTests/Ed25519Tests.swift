import Crypto
import SigningKey
import TestVectors
import Testing

struct Ed25519Tests {
    private struct Group: Decodable, Sendable {
        struct Key: Decodable, Sendable {
            let pk: HexBytes
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

    @Test(.enabled(if: TestVectors.areExpected, "the test vectors are absent"))
    func `R1 all 151 Ed25519 vectors of Wycheproof are judged as they should be`() throws {
        let file = try TestVectors.load("wycheproof/ed25519_test.json", as: Wycheproof<Group>.self)
        var judged = 0
        for group in file.testGroups {
            let key = Ed25519PublicKey(bytes: group.publicKey.pk.bytes)
            for test in group.tests {
                let isValid = key.isValid(signature: test.sig.bytes, for: test.msg.bytes)
                #expect(isValid == (test.result == .valid), "test \(test.tcId)")
                judged += 1
            }
        }
        #expect(judged == 151)
        #expect(file.numberOfTests == 151)
    }

    @Test func `R1 a signature verifies with its own key, for its own message only`() throws {
        let key = Ed25519SigningKey()
        let message = Array("1700000000{\"type\":1}".utf8)
        let signature = key.signature(for: message)
        #expect(key.publicKey.isValid(signature: signature, for: message))
        #expect(!key.publicKey.isValid(signature: signature, for: message + [0]))
        #expect(!Ed25519SigningKey().publicKey.isValid(signature: signature, for: message))
        for bit in 0..<512 {
            var altered = signature
            altered[bit / 8] ^= 1 << (bit % 8)
            #expect(!key.publicKey.isValid(signature: altered, for: message), "bit \(bit)")
        }
    }

    @Test(arguments: [0, 1, 31, 32, 33, 63, 65, 128])
    func `R1 a signature of any other length is false`(length: Int) {
        let key = Ed25519SigningKey()
        let signature = key.signature(for: [1])
        let other = Array((signature + signature).prefix(length))
        #expect(!key.publicKey.isValid(signature: other, for: [1]))
    }

    @Test(arguments: [0, 31, 33, 64])
    func `R1 a key of any other length verifies nothing`(length: Int) {
        let key = Ed25519SigningKey()
        let bytes = Array((key.publicKey.bytes + key.publicKey.bytes).prefix(length))
        let other = Ed25519PublicKey(bytes: bytes)
        #expect(!other.isWellFormed)
        #expect(!other.isValid(signature: key.signature(for: [1]), for: [1]))
    }

    @Test func `the first key pair of RFC 8032 comes from its seed`() throws {
        let seed = try #require(Hex.decode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
        let key = Ed25519SigningKey(seed: seed)
        #expect(
            Hex.encode(key.publicKey.bytes) == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        #expect(
            Hex.encode(key.signature(for: []))
                == "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd"
                + "25bf5f0595bbe24655141438e7a100b")
    }
}
