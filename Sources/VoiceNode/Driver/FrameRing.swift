internal import CPOSIX
internal import Synchronization

/// Opus packets on their way from one feeder thread to the driver thread, with room for about two seconds.
///
/// One producer (`push`, `finish`), one consumer (`pop`); neither side locks and the consumer never waits. The producer sleeps in
/// `push` while the ring is full and is woken when half of it is free, so that a stream costs about one wake-up a second.
/// The packets are finished: what depends on settings that may change in mid-track does not pass through here.
@safe
package final class FrameRing: @unchecked Sendable {
    // Sendable: `bytes` is written by the producer in the free part and read by the consumer in the filled part, and the two
    // counters, stored with release and loaded with acquire, tell the parts apart.

    /// What `pop` found.
    enum Taken: Equatable {
        /// A packet of this many bytes was copied.
        case packet(Int)
        /// The producer is behind.
        case empty
        /// The producer has finished and everything was taken.
        case finished
    }

    /// Bytes in front of each packet that tell its length.
    private static let prefix = 2
    /// The longest packet of 20 ms that RFC 6716 §3.4 allows.
    package static let longestPacket = 1275

    /// Tells this ring apart from others in the driver's commands and events.
    package let token: UInt64

    private let bytes: UnsafeMutablePointer<UInt8>
    private let capacity: Int
    private let mask: Int
    private let space: UnsafeMutablePointer<cposix_semaphore>
    /// Bytes ever written and ever read; their difference is what the ring holds.
    private let written = Atomic<Int>(0)
    private let read = Atomic<Int>(0)
    private let frames = Atomic<Int>(0)
    private let producerSleeps = Atomic<Bool>(false)
    private let isFinished = Atomic<Bool>(false)
    private let isCancelled = Atomic<Bool>(false)

    private static let tokens = Atomic<UInt64>(1)

    /// `capacity` in bytes, a power of two: 32 KiB hold two seconds at 128 kbit/s.
    package init(capacity: Int = 32 * 1024) {
        precondition(capacity > 2 * (Self.longestPacket + Self.prefix) && capacity.nonzeroBitCount == 1)
        token = Self.tokens.wrappingAdd(1, ordering: .relaxed).oldValue
        self.capacity = capacity
        mask = capacity - 1
        unsafe bytes = .allocate(capacity: capacity)
        unsafe space = .allocate(capacity: 1)
        unsafe cposix_semaphore_make(space)
    }

    deinit {
        unsafe cposix_semaphore_destroy(space)
        unsafe space.deallocate()
        unsafe bytes.deallocate()
    }

    /// Frames the driver has taken: the track's position in units of 20 ms, from where the feeder began.
    package var framesTaken: Int { frames.load(ordering: .relaxed) }

    /// Whether a packet waits.
    package var hasPackets: Bool { written.load(ordering: .acquiring) != read.load(ordering: .acquiring) }

    /// Whether the producer has ended the track. Packets may still wait.
    package var isComplete: Bool { isFinished.load(ordering: .acquiring) }

    // MARK: Producer, the feeder thread

    /// Appends a packet, sleeping while there is no room. False if the ring was cancelled; then the feeder ends.
    package func push(_ packet: UnsafeRawBufferPointer) -> Bool {
        precondition((1...Self.longestPacket).contains(packet.count), "an Opus packet of 20 ms has 1 to 1275 bytes")
        let needed = packet.count + Self.prefix
        while !isCancelled.load(ordering: .acquiring) {
            let start = written.load(ordering: .relaxed)
            if capacity - (start - read.load(ordering: .sequentiallyConsistent)) >= needed {
                unsafe store(packet, at: start)
                written.store(start + needed, ordering: .releasing)
                return true
            }
            sleepUntilRoom(for: needed)
        }
        return false
    }

    /// Says that no packet follows.
    package func finish() {
        isFinished.store(true, ordering: .releasing)
    }

    private func sleepUntilRoom(for needed: Int) {
        producerSleeps.store(true, ordering: .sequentiallyConsistent)
        let used = written.load(ordering: .relaxed) - read.load(ordering: .sequentiallyConsistent)
        let mayGoOn = capacity - used >= needed || isCancelled.load(ordering: .sequentiallyConsistent)
        // If the flag is gone, the other side has taken it and posts: that post must be consumed.
        if mayGoOn, producerSleeps.exchange(false, ordering: .sequentiallyConsistent) { return }
        unsafe cposix_semaphore_wait(space)
    }

    private func store(_ packet: UnsafeRawBufferPointer, at start: Int) {
        unsafe bytes[start & mask] = UInt8(truncatingIfNeeded: packet.count >> 8)
        unsafe bytes[(start + 1) & mask] = UInt8(truncatingIfNeeded: packet.count)
        let offset = (start + Self.prefix) & mask
        let first = min(packet.count, capacity - offset)
        guard let source = packet.baseAddress else { return }
        unsafe UnsafeMutableRawPointer(bytes + offset).copyMemory(from: source, byteCount: first)
        unsafe UnsafeMutableRawPointer(bytes).copyMemory(from: source + first, byteCount: packet.count - first)
    }

    // MARK: Consumer, the driver thread

    /// Copies the next packet to `target`, which has room for `longestPacket` bytes. Neither waits nor allocates.
    func pop(into target: UnsafeMutableRawPointer) -> Taken {
        let start = read.load(ordering: .relaxed)
        // Loaded before the counter, so that a packet pushed just before `finish` is not missed.
        let finished = isFinished.load(ordering: .acquiring)
        guard written.load(ordering: .acquiring) != start else { return finished ? .finished : .empty }
        let length = unsafe Int(bytes[start & mask]) << 8 | Int(bytes[(start + 1) & mask])
        let offset = (start + Self.prefix) & mask
        let first = min(length, capacity - offset)
        unsafe target.copyMemory(from: bytes + offset, byteCount: first)
        unsafe (target + first).copyMemory(from: bytes, byteCount: length - first)
        let end = start + length + Self.prefix
        read.store(end, ordering: .sequentiallyConsistent)
        frames.wrappingAdd(1, ordering: .relaxed)
        wakeProducerIfHalfEmpty(filled: written.load(ordering: .relaxed) - end)
        return .packet(length)
    }

    /// Has the next packet brought near, as far as most packets reach.
    func prefetch() {
        let offset = read.load(ordering: .relaxed) & mask
        unsafe HotMemory.prefetch(bytes + offset, lines: 6)
    }

    private func wakeProducerIfHalfEmpty(filled: Int) {
        guard filled <= capacity / 2, producerSleeps.load(ordering: .sequentiallyConsistent),
            producerSleeps.exchange(false, ordering: .sequentiallyConsistent)
        else { return }
        unsafe cposix_semaphore_post(space)
    }

    // MARK: Control, any thread

    /// Makes the producer's present and later `push` return false.
    package func cancel() {
        isCancelled.store(true, ordering: .sequentiallyConsistent)
        if producerSleeps.exchange(false, ordering: .sequentiallyConsistent) { unsafe cposix_semaphore_post(space) }
    }
}
