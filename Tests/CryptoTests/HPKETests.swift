import Testing

@testable import Crypto

/// Values of RFC 9180 appendix A.3.1.
struct HPKETests {
    private let info = "4f6465206f6e2061204772656369616e2055726e"
    private let plaintext = "4265617574792069732074727574682c20747275746820626561757479"
    private let header = "436f756e742d30"
    private let ciphertext =
        "5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434"

    private func bytes(_ text: String) throws -> [UInt8] {
        try #require(Hex.decode(text))
    }

    private func ephemeral() throws -> P256PrivateKey {
        let secret = try bytes("4270e54ffd08d79d5928020af4686d8f6b7d35dbe470265f1f5aa22816ce860e")
        return try HPKE.deriveKeyPair(from: SecretBytes(copying: secret))
    }

    private func recipient() throws -> P256PrivateKey {
        let secret = try bytes("668b37171f1072f3cf12ea8a236a45df23fc13b82af3609ad1e354f6ef817550")
        return try HPKE.deriveKeyPair(from: SecretBytes(copying: secret))
    }

    @Test func `the key pairs of RFC 9180 A.3.1 are derived`() throws {
        let expected = try bytes("4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb")
        #expect(try ephemeral().scalar == SecretBytes(copying: expected))
        #expect(
            try recipient().scalar
                == SecretBytes(copying: bytes("f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2")))
    }

    @Test func `the message of RFC 9180 A.3.1 is sealed and opened`() throws {
        let sealed = try HPKE.seal(
            SecretBytes(copying: bytes(plaintext)), to: recipient().publicKey, info: bytes(info),
            authenticating: bytes(header), ephemeral: ephemeral())
        #expect(Hex.encode(sealed.ciphertext) == ciphertext)
        #expect(sealed.encapsulatedKey == (try ephemeral().publicKey.bytes))
        let opened = try HPKE.open(sealed, with: recipient(), info: bytes(info), authenticating: bytes(header))
        #expect(opened == SecretBytes(copying: try bytes(plaintext)))
    }

    @Test func `a fresh message opens only for its recipient, context and bytes`() throws {
        let recipient = try P256PrivateKey()
        let secret = SecretBytes.random(count: 32)
        let sealed = try HPKE.seal(secret, to: recipient.publicKey, info: [1], authenticating: [2])
        #expect(try HPKE.open(sealed, with: recipient, info: [1], authenticating: [2]) == secret)
        #expect(throws: HPKEError.notAuthentic) {
            _ = try HPKE.open(sealed, with: P256PrivateKey(), info: [1], authenticating: [2])
        }
        #expect(throws: HPKEError.notAuthentic) {
            _ = try HPKE.open(sealed, with: recipient, info: [], authenticating: [2])
        }
        #expect(throws: HPKEError.notAuthentic) {
            _ = try HPKE.open(sealed, with: recipient, info: [1], authenticating: [])
        }
        let short = HPKE.Sealed(encapsulatedKey: sealed.encapsulatedKey, ciphertext: [1, 2, 3])
        #expect(throws: HPKEError.notAuthentic) { _ = try HPKE.open(short, with: recipient, info: [1]) }
        let keyless = HPKE.Sealed(encapsulatedKey: [4], ciphertext: sealed.ciphertext)
        #expect(throws: HPKEError.invalidEncapsulatedKey) { _ = try HPKE.open(keyless, with: recipient, info: [1]) }
    }
}
