import Crypto
import Testing

struct SecretBytesTests {
    @Test func `a secret never shows its bytes`() {
        let secret = SecretBytes(copying: Array("hunter2".utf8))
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", dumped] {
            #expect(text.contains("<secret>"))
            #expect(!text.contains("hunter2") && !text.contains("104"))
        }
    }

    @Test func `secrets are equal if their bytes are`() {
        #expect(SecretBytes(copying: [1, 2]) == SecretBytes(copying: [1, 2]))
        #expect(SecretBytes(copying: [1, 2]) != SecretBytes(copying: [1, 3]))
        #expect(SecretBytes(copying: [1, 2]) != SecretBytes(copying: [1, 2, 3]))
        #expect(SecretBytes(copying: []) == SecretBytes(copying: []))
        #expect(SecretBytes.random(count: 32) != SecretBytes.random(count: 32))
    }

    @Test func `taking bytes over empties the source`() {
        var bytes: [UInt8] = [1, 2, 3]
        let secret = SecretBytes(wiping: &bytes)
        #expect(bytes.isEmpty)
        #expect(secret.count == 3)
        #expect(secret.withSpan { $0[2] } == 3)
    }

    @Test func `random bytes fill the whole span and differ`() {
        let first = RandomBytes.make(64)
        #expect(first.count == 64)
        #expect(first != RandomBytes.make(64))
        #expect(RandomBytes.make(0).isEmpty)
    }
}
