internal import CPOSIX

/// Where the memory lies that one packet of a lane needs.
///
/// Between two ticks it leaves the processor's near caches, more of it the more lanes there are. The driver has a lane's
/// brought back while it works on the lanes before, instead of waiting for one object after the other.
@safe
struct HotMemory: @unchecked Sendable {
    // Sendable: nothing is ever read or written through the addresses.

    private static let limit = 5
    /// The size of a cache line on all machines this runs on.
    private static let line = 64

    private var addresses = unsafe InlineArray<5, UnsafeRawPointer?>(repeating: nil)
    private var count = 0

    init() {}

    /// Keeps the first five. A stale address does no harm.
    init(_ memory: [UnsafeRawPointer]) {
        count = unsafe min(memory.count, Self.limit)
        for index in 0..<count { unsafe addresses[index] = memory[index] }
    }

    /// Asks for the first two lines of each. Does not wait.
    func prefetch() {
        for index in 0..<count {
            guard let address = unsafe addresses[index] else { continue }
            unsafe Self.prefetch(address, lines: 2)
        }
    }

    static func prefetch(_ address: UnsafeRawPointer, lines: Int) {
        for index in 0..<lines { unsafe cposix_prefetch(address + index * line) }
    }
}
