import Crypto
import Testing

@testable import DAVE

struct FrameEncryptorTests {
    private func secret(_ hex: String = "cedd61b1b8a1ca69046554282cf70b7b") throws -> SecretBytes {
        SecretBytes(copying: try #require(Hex.decode(hex)))
    }

    private func encrypt(_ plaintext: [UInt8], with encryptor: FrameEncryptor) throws -> [UInt8] {
        var frame = plaintext + [UInt8](repeating: 0xEE, count: FrameEncryptor.largestOverhead)
        var span = frame.mutableSpan
        let count = try encryptor.encrypt(&span, count: plaintext.count)
        return Array(frame.prefix(count))
    }

    @Test func `the first key of a ratchet is the known one`() throws {
        let ratchet = try #require(KeyRatchet(baseSecret: secret()))
        var key = [UInt8](repeating: 0, count: 16)
        var span = key.mutableSpan
        ratchet.takeKey(into: &span)
        #expect(Hex.encode(key) == "7530f9a9945e2d2e06d0651f7b2a864b")
    }

    @Test func `each generation's key and secret are expanded from the secret before`() throws {
        let base = try secret()
        let ratchet = try #require(KeyRatchet(baseSecret: base))
        var expected = base
        for generation in UInt32(0)..<300 {
            let context = MLSWriter.collect { $0.integer(generation) }
            var key = [UInt8](repeating: 0, count: 16)
            var span = key.mutableSpan
            #expect(ratchet.generation == generation)
            ratchet.takeKey(into: &span)
            #expect(SecretBytes(copying: key) == expected.expanded(label: "key", context: context, count: 16))
            expected = expected.expanded(label: "secret", context: context, count: 32)
        }
    }

    @Test func `a frame is ciphertext, eight bytes of tag, counter 1, the size and the marker`() throws {
        let plaintext = Array(UInt8(0)..<60)
        let encryptor = try #require(FrameEncryptor(baseSecret: secret()))
        let frame = try encrypt(plaintext, with: encryptor)
        #expect(frame.count == 72)
        #expect(Array(frame.suffix(4)) == [1, 12, 0xFA, 0xFA])

        let key = try #require(Hex.decode("7530f9a9945e2d2e06d0651f7b2a864b"))
        let cipher = try AES128GCM(key: SecretBytes(copying: key))
        var whole = [UInt8](repeating: 0, count: 76)
        var span = whole.mutableSpan
        let nonce: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]
        try cipher.seal(plaintext.span, nonce: nonce.span, authenticating: [UInt8]().span, into: &span)
        #expect(Array(frame.prefix(68)) == Array(whole.prefix(68)))
        #expect(Array(try encrypt(plaintext, with: encryptor).suffix(4)) == [2, 12, 0xFA, 0xFA])
    }

    private static let sizes: [(framesSent: UInt64, overhead: Int)] = [
        (0, 12), (126, 12), (127, 13), (16382, 13), (16383, 14), (0x1F_FFFF, 15), (0xFFF_FFFF, 16),
        (0xFFFF_FFFE, 16), (0xFFFF_FFFF, 12),
    ]

    @Test(arguments: sizes)
    func `the counter takes as many bytes as it needs`(framesSent: UInt64, overhead: Int) throws {
        let encryptor = try #require(FrameEncryptor(baseSecret: secret(), framesSent: framesSent))
        let frame = try encrypt([1, 2, 3], with: encryptor)
        #expect(frame.count == 3 + overhead)
        let parsed = try #require(ParsedFrame(frame))
        #expect(parsed.counter == UInt32(truncatingIfNeeded: framesSent + 1))
    }

    @Test(arguments: [0x100_0000, 0x8000_0000, 0x1_0000_0000, 0x1_0100_0000] as [UInt64])
    func `where the counter passes a generation the key changes, also beyond 32 bits`(boundary: UInt64) throws {
        let base = try secret()
        let encryptor = try #require(FrameEncryptor(baseSecret: base, framesSent: boundary - 2))
        let before = try encrypt([1, 2, 3], with: encryptor)
        let after = try encrypt([1, 2, 3], with: encryptor)
        let next = try encrypt([4, 5, 6], with: encryptor)

        // A receiver that has been there all the time, without the waiting.
        let years = Duration.seconds(10 * 365 * 86400)
        var receiver = try #require(ReceiveRatchet(baseSecret: base, now: .zero))
        for generation in stride(from: 0, to: boundary >> 24, by: 200) {
            let skipped = try #require(FrameEncryptor(baseSecret: base, framesSent: generation << 24))
            let frame = try encrypt([7], with: skipped)
            _ = try receiver.open(frame, #require(ParsedFrame(frame)), now: years + .seconds(Int64(generation) * 60))
        }
        let now = years * 2
        #expect(try receiver.open(before, #require(ParsedFrame(before)), now: now) == [1, 2, 3])
        #expect(try receiver.open(after, #require(ParsedFrame(after)), now: now) == [1, 2, 3])
        #expect(try receiver.open(next, #require(ParsedFrame(next)), now: now) == [4, 5, 6])
        #expect(throws: FrameError.replayed) {
            _ = try receiver.open(before, #require(ParsedFrame(before)), now: now)
        }
    }

    @Test func `a buffer without room is refused and costs no counter`() throws {
        let encryptor = try #require(FrameEncryptor(baseSecret: secret()))
        var frame = [UInt8](repeating: 0, count: 18)
        for count in [3, -1, 18, Int.max] {
            var span = frame.mutableSpan
            let error = #expect(throws: FrameError.self) { _ = try encryptor.encrypt(&span, count: count) }
            #expect(error == .bufferTooSmall)
        }
        #expect(try encrypt([], with: encryptor).suffix(4) == [1, 12, 0xFA, 0xFA])
    }

    @Test func `a frame within a packet is encrypted where it lies`() throws {
        let plaintext = Array(UInt8(0)..<60)
        let alone = try encrypt(plaintext, with: #require(FrameEncryptor(baseSecret: secret())))
        let header = RandomBytes.make(12)
        var packet = header + plaintext + [UInt8](repeating: 0xEE, count: 36)
        var span = packet.mutableSpan
        let encryptor = try #require(FrameEncryptor(baseSecret: secret()))
        let count = try encryptor.encrypt(&span, from: 12, count: 60)
        #expect(Array(packet.prefix(12 + count)) == header + alone)
        #expect(packet.dropFirst(12 + count).allSatisfy { $0 == 0xEE })
        for offset in [-1, 33, 109, Int.max] {
            var span = packet.mutableSpan
            let error = #expect(throws: FrameError.self) {
                _ = try encryptor.encrypt(&span, from: offset, count: 60)
            }
            #expect(error == .bufferTooSmall)
        }
    }

    @Test(arguments: [0, 15, 17, 32])
    func `a base secret of another length makes no encryptor`(count: Int) {
        #expect(FrameEncryptor(baseSecret: .random(count: count)) == nil)
    }
}
