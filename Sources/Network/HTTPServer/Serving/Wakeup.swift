internal import CPOSIX
internal import Glibc

/// Wakes a thread that waits in poll(2).
final class Wakeup: Sendable {
    let descriptor: Int32

    /// Throws when the process has no descriptor left.
    init() throws(ServerError) {
        descriptor = cposix_make_wakeup()
        guard descriptor >= 0 else { throw .cannotServe(code: errno) }
    }

    deinit {
        close(descriptor)
    }

    func signal() {
        var one: UInt64 = 1
        // Fails only when it is already signalled 2^64 times.
        _ = unsafe write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    func clear() {
        var count: UInt64 = 0
        _ = unsafe read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
}
