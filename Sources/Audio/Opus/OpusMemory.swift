/// What an encoder or decoder remembers of its stream, put aside to go back to. libopus keeps it in one piece of memory, of which a plain
/// copy is enough (opus.h, `opus_encoder_create`). Used by one thread.
@safe
final class OpusMemory {
    private let bytes: UnsafeMutableRawPointer
    private let count: Int

    /// Of a state that takes `count` bytes.
    init(count: Int32) {
        self.count = Int(count)
        unsafe bytes = .allocate(byteCount: self.count, alignment: 16)
        unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0, count: self.count)
    }

    deinit { unsafe bytes.deallocate() }

    func keep(_ state: OpaquePointer) {
        unsafe bytes.copyMemory(from: UnsafeRawPointer(state), byteCount: count)
    }

    func restore(_ state: OpaquePointer) {
        unsafe UnsafeMutableRawPointer(state).copyMemory(from: bytes, byteCount: count)
    }
}
