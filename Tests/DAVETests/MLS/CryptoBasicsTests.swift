import Crypto
import TestVectors
import Testing

@testable import DAVE

@Suite(.enabled(if: TestVectors.areExpected, "the test vectors are absent"))
struct CryptoBasicsTests {
    private struct Case: Decodable {
        struct Derive: Decodable {
            let secret: HexBytes
            let label: String
            let out: HexBytes
        }
        struct Expand: Decodable {
            let secret: HexBytes
            let label: String
            let context: HexBytes
            let length: Int
            let out: HexBytes
        }
        struct Tree: Decodable {
            let secret: HexBytes
            let label: String
            let generation: UInt32
            let length: Int
            let out: HexBytes
        }
        struct Encrypt: Decodable {
            let priv: HexBytes
            let pub: HexBytes
            let label: String
            let context: HexBytes
            let plaintext: HexBytes
            let kemOutput: HexBytes
            let ciphertext: HexBytes
        }
        struct Reference: Decodable {
            let label: String
            let value: HexBytes
            let out: HexBytes
        }
        struct Sign: Decodable {
            let priv: HexBytes
            let pub: HexBytes
            let label: String
            let content: HexBytes
            let signature: HexBytes
        }
        let deriveSecret: Derive
        let deriveTreeSecret: Tree
        let encryptWithLabel: Encrypt
        let expandWithLabel: Expand
        let refHash: Reference
        let signWithLabel: Sign
    }

    @Test func `the crypto-basics case holds for every label`() throws {
        let cases = try MLSVectors.load("crypto-basics", of: Case.self)
        #expect(cases.count == 1)
        for test in cases {
            let derive = test.deriveSecret
            #expect(derive.secret.secret.derived(label: derive.label).exposed == derive.out.bytes)
            let expand = test.expandWithLabel
            #expect(
                expand.secret.secret.expanded(
                    label: expand.label, context: expand.context.bytes, count: expand.length
                ).exposed == expand.out.bytes)
            let tree = test.deriveTreeSecret
            let generation = MLSWriter.collect { $0.integer(tree.generation) }
            #expect(
                tree.secret.secret.expanded(label: tree.label, context: generation, count: tree.length).exposed
                    == tree.out.bytes)
            let reference = test.refHash
            #expect(MLSHash.reference(label: reference.label, reference.value.bytes) == reference.out.bytes)
            try encryption(test.encryptWithLabel)
            try signature(test.signWithLabel)
        }
    }

    private func encryption(_ test: Case.Encrypt) throws {
        let key = try P256PrivateKey(test.priv)
        #expect(key.publicKey.bytes == test.pub.bytes)
        let sealed = HPKECiphertext(kemOutput: test.kemOutput.bytes, ciphertext: test.ciphertext.bytes)
        let opened = try MLSEncryption.open(sealed, with: key, label: test.label, context: test.context.bytes)
        #expect(opened == test.plaintext.secret)
        let again = try MLSEncryption.seal(
            opened, to: test.pub.bytes, label: test.label, context: test.context.bytes)
        #expect(
            try MLSEncryption.open(again, with: key, label: test.label, context: test.context.bytes) == opened)
        #expect(throws: MLSError.notDecryptable) {
            _ = try MLSEncryption.open(again, with: key, label: "Other", context: test.context.bytes)
        }
    }

    private func signature(_ test: Case.Sign) throws {
        let key = MLSSigningKey(key: try P256PrivateKey(test.priv), credential: .basic(identity: []))
        #expect(key.publicKey == test.pub.bytes)
        let content = test.content.bytes
        #expect(MLSSignature.isValid(test.signature.bytes, of: content, label: test.label, key: test.pub.bytes))
        let again = try key.sign(content, label: test.label)
        #expect(MLSSignature.isValid(again, of: content, label: test.label, key: test.pub.bytes))
        #expect(!MLSSignature.isValid(again, of: content, label: "Other", key: test.pub.bytes))
    }
}
