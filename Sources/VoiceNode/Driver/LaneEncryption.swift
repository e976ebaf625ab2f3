internal import DAVE
internal import Synchronization

/// A call's end-to-end encryption as the driver thread uses it: one sender's ratchet.
final class LaneEncryption: Sendable {
    let token: UInt64
    /// What encrypting reads beside this object.
    let memory: HotMemory
    private let encryptor: FrameEncryptor

    private static let tokens = Atomic<UInt64>(1 << 62)

    init(_ encryptor: FrameEncryptor) {
        token = Self.tokens.wrappingAdd(1, ordering: .relaxed).oldValue
        self.encryptor = encryptor
        memory = unsafe HotMemory(encryptor.memory)
    }

    /// Encrypts the frame of `count` bytes at the front of `frame`, which has room for the overhead. Returns the new length, or 0
    /// where it could not be encrypted: then it must not leave.
    func encrypt(_ frame: inout MutableSpan<UInt8>, count: Int) -> Int {
        do {
            return try encryptor.encrypt(&frame, count: count)
        } catch {
            return 0
        }
    }
}
