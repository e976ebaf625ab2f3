internal import Crypto
internal import DAVE
internal import VoiceNode

/// Encrypts 20 ms Opus frames as the driver thread does: end to end, then for the transport.
struct FrameBenchmark {
    private static let headerSize = 12

    private let frameSize: Int
    private let encryptor: FrameEncryptor
    private let cipher: TransportCipher

    private enum Failure: Error { case noEncryptor }

    init(frameSize: Int) throws {
        guard let encryptor = FrameEncryptor(baseSecret: SecretBytes(copying: RandomBytes.make(16))) else {
            throw Failure.noEncryptor
        }
        self.frameSize = frameSize
        self.encryptor = encryptor
        cipher = .aes256GCM(try AES256GCM(key: SecretBytes(copying: RandomBytes.make(AES256GCM.keySize))))
    }

    /// Prints the nanoseconds that all `frames` took: a whole number, which is printed without allocating.
    func run(frames: Int) throws {
        let capacity =
            Self.headerSize + frameSize + FrameEncryptor.largestOverhead + TransportCipher.tagSize
            + TransportCipher.counterSize
        var packet = [UInt8](repeating: 0x5A, count: capacity)
        let clock = ContinuousClock()
        let elapsed = try clock.measure {
            var span = packet.mutableSpan
            for counter in 0..<UInt32(frames) { try seal(&span, counter: counter) }
        }
        print(Int(elapsed / .nanoseconds(1)))
    }

    private func seal(_ packet: inout MutableSpan<UInt8>, counter: UInt32) throws {
        let length = try encryptor.encrypt(&packet, from: Self.headerSize, count: frameSize)
        try cipher.seal(&packet, headerCount: Self.headerSize, frameCount: length, counter: counter)
    }
}
