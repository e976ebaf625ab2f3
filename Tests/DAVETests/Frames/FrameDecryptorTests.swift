import Crypto
import Testing

@testable import DAVE

struct FrameDecryptorTests {
    private let base = SecretBytes.random(count: 16)
    private let start = Duration.seconds(1000)

    private func encrypt(_ plaintext: [UInt8], with encryptor: FrameEncryptor) throws -> [UInt8] {
        var frame = plaintext + [UInt8](repeating: 0, count: FrameEncryptor.largestOverhead)
        var span = frame.mutableSpan
        let count = try encryptor.encrypt(&span, count: plaintext.count)
        return Array(frame.prefix(count))
    }

    private func receiver() -> FrameDecryptor {
        var decryptor = FrameDecryptor()
        let isInstalled = decryptor.install(baseSecret: base, now: start)
        #expect(isInstalled)
        return decryptor
    }

    @Test func `frames of every size come back, in any order, once each`() throws {
        let encryptor = try #require(FrameEncryptor(baseSecret: base))
        var decryptor = receiver()
        let plain = (0..<300).map { size in RandomBytes.make(size * 4) }
        let sent = try plain.map { try encrypt($0, with: encryptor) }
        for index in sent.indices.shuffled() {
            #expect(try decryptor.decrypt(sent[index], now: start) == plain[index])
        }
        for frame in sent {
            #expect(throws: FrameError.replayed) { _ = try decryptor.decrypt(frame, now: start) }
        }
    }

    @Test func `a frame that lags more than a thousand behind is refused`() throws {
        let encryptor = try #require(FrameEncryptor(baseSecret: base))
        var decryptor = receiver()
        let sent = try (0..<1600).map { try encrypt([UInt8($0 & 255)], with: encryptor) }
        _ = try decryptor.decrypt(sent[500], now: start)
        _ = try decryptor.decrypt(sent[499], now: start)
        _ = try decryptor.decrypt(sent[1599], now: start)
        _ = try decryptor.decrypt(sent[600], now: start)
        #expect(throws: FrameError.replayed) { _ = try decryptor.decrypt(sent[598], now: start) }
    }

    @Test func `every altered bit is noticed, and the true frame still opens`() throws {
        let encryptor = try #require(FrameEncryptor(baseSecret: base))
        let frame = try encrypt([1, 2, 3, 4], with: encryptor)
        var decryptor = receiver()
        for bit in 0..<(frame.count * 8) {
            var altered = frame
            altered[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: FrameError.self, "bit \(bit)") { _ = try decryptor.decrypt(altered, now: start) }
        }
        #expect(try decryptor.decrypt(frame, now: start) == [1, 2, 3, 4])
    }

    @Test func `keys of the epoch before live ten seconds`() throws {
        let old = try #require(FrameEncryptor(baseSecret: base))
        let newBase = SecretBytes.random(count: 16)
        let new = try #require(FrameEncryptor(baseSecret: newBase))
        var decryptor = receiver()
        let isInstalled = decryptor.install(baseSecret: newBase, now: start)
        #expect(isInstalled)
        let late = start + .seconds(10)
        #expect(try decryptor.decrypt(encrypt([1], with: old), now: late - .milliseconds(1)) == [1])
        #expect(try decryptor.decrypt(encrypt([2], with: new), now: late) == [2])
        #expect(throws: FrameError.notAuthentic) { _ = try decryptor.decrypt(encrypt([3], with: old), now: late) }
        #expect(try decryptor.decrypt(encrypt([4], with: new), now: late + .seconds(3600)) == [4])
    }

    @Test func `a generation further ahead than the sender's time allows is refused`() throws {
        let ahead = try #require(FrameEncryptor(baseSecret: base, framesSent: (1 << 24) - 1))
        var decryptor = receiver()
        let first = try encrypt([1], with: ahead)
        #expect(throws: FrameError.implausibleGeneration) {
            _ = try decryptor.decrypt(first, now: start + .seconds(60))
        }
        // 2^24 frames at 170 a second take 98,690 seconds.
        #expect(throws: FrameError.implausibleGeneration) {
            _ = try decryptor.decrypt(first, now: start + .seconds(98_689))
        }
        #expect(try decryptor.decrypt(first, now: start + .seconds(98_690)) == [1])
        let far = try #require(FrameEncryptor(baseSecret: base, framesSent: 252 << 24))
        let frame = try encrypt([2], with: far)
        #expect(throws: FrameError.implausibleGeneration) {
            _ = try decryptor.decrypt(frame, now: start + .seconds(1_000_000_000))
        }
    }

    @Test func `the key of the generation before lives ten seconds`() throws {
        let old = try #require(FrameEncryptor(baseSecret: base))
        let new = try #require(FrameEncryptor(baseSecret: base, framesSent: (1 << 24) - 1))
        var decryptor = receiver()
        let now = start + .seconds(100_000)
        let late = (0..<3).map { _ in RandomBytes.make(8) }
        let sentLate = try late.map { try encrypt($0, with: old) }
        #expect(try decryptor.decrypt(sentLate[0], now: now) == late[0])
        // Skips so few counters that the window remembers the old generation's.
        let last = try #require(FrameEncryptor(baseSecret: base, framesSent: (1 << 24) - 2))
        let lastFrame = try encrypt([9], with: last)
        let beforeLast = try encrypt(
            [8], with: #require(FrameEncryptor(baseSecret: base, framesSent: (1 << 24) - 3)))
        #expect(try decryptor.decrypt(encrypt([1], with: new), now: now) == [1])
        #expect(try decryptor.decrypt(lastFrame, now: now + .milliseconds(9999)) == [9])
        #expect(throws: FrameError.self) { _ = try decryptor.decrypt(beforeLast, now: now + .seconds(10)) }
    }

    @Test func `clear frames pass only while they may, silence always`() throws {
        var decryptor = receiver()
        let clear: [UInt8] = [0xFC, 1, 2, 3]
        let encrypted = try encrypt([5], with: #require(FrameEncryptor(baseSecret: base)))
        #expect(throws: FrameError.notEncrypted) { _ = try decryptor.decrypt(clear, now: start) }
        #expect(try decryptor.decrypt([0xF8, 0xFF, 0xFE], now: start) == [0xF8, 0xFF, 0xFE])
        decryptor.acceptClearFrames()
        #expect(try decryptor.decrypt(clear, now: start) == clear)
        #expect(try decryptor.decrypt(encrypted, now: start) == [5])
        let forged = encrypted.dropLast(5) + [0xEE] + encrypted.suffix(4)
        #expect(throws: FrameError.self) { _ = try decryptor.decrypt(Array(forged), now: start) }
        decryptor.refuseClearFrames(now: start)
        #expect(try decryptor.decrypt(clear, now: start + .milliseconds(9999)) == clear)
        #expect(throws: FrameError.notEncrypted) { _ = try decryptor.decrypt(clear, now: start + .seconds(10)) }
    }

    @Test func `without a key nothing opens`() throws {
        var decryptor = FrameDecryptor()
        let frame = try encrypt([5], with: #require(FrameEncryptor(baseSecret: base)))
        #expect(throws: FrameError.noKey) { _ = try decryptor.decrypt(frame, now: start) }
        let isInstalled = decryptor.install(baseSecret: .random(count: 15), now: start)
        #expect(!isInstalled)
    }

    /// What follows zeros, so many of them, in bytes that are no encrypted frame.
    private static let malformed: [(zeros: Int, end: [UInt8])] = [
        (0, []), (0, [0xFA, 0xFA]), (8, [10, 0xFA, 0xFA]), (8, [11, 0xFA, 0xFA]), (8, [1, 13, 0xFA, 0xFA]),
        // A counter that does not end, or is too large.
        (8, [0x80, 12, 0xFA, 0xFA]), (8, [0x80, 0x80, 0x80, 0x80, 0x10, 16, 0xFA, 0xFA]),
        // A range without size, outside the frame, out of order, overlapping.
        (8, [1, 0, 13, 0xFA, 0xFA]), (9, [1, 0, 2, 14, 0xFA, 0xFA]), (9, [1, 2, 0, 14, 0xFA, 0xFA]),
        (12, [1, 2, 1, 0, 1, 16, 0xFA, 0xFA]), (12, [1, 0, 2, 1, 1, 16, 0xFA, 0xFA]),
    ]

    @Test(arguments: malformed)
    func `what is no encrypted frame is not taken for one`(zeros: Int, end: [UInt8]) {
        #expect(ParsedFrame([UInt8](repeating: 0, count: zeros) + end) == nil)
    }

    @Test func `unencrypted ranges are authenticated and put back in their places`() throws {
        let key = SecretBytes(
            copying: [UInt8](base.expanded(label: "key", context: [0, 0, 0, 0], count: 16).exposed))
        let cipher = try AES128GCM(key: key, tagSize: .truncated)
        let plain = Array(UInt8(1)...20)
        // 1-2 and 9-12 stay clear.
        let clear = Array(plain[0..<2] + plain[8..<12])
        let secret = Array(plain[2..<8] + plain[12..<20])
        var sealed = [UInt8](repeating: 0, count: secret.count + 8)
        var span = sealed.mutableSpan
        let nonce: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0]
        try cipher.seal(secret.span, nonce: nonce.span, authenticating: clear.span, into: &span)
        let body = clear[0..<2] + sealed[0..<6] + clear[2..<6] + sealed[6..<14]
        let frame = Array(body + sealed.suffix(8)) + [7, 0, 2, 8, 4, 16, 0xFA, 0xFA]
        var decryptor = receiver()
        for index in frame.indices {
            var altered = frame
            altered[index] ^= 1
            #expect(throws: FrameError.self, "byte \(index)") { _ = try decryptor.decrypt(altered, now: start) }
        }
        #expect(try decryptor.decrypt(frame, now: start) == plain)
    }
}
