internal import Audio
internal import CPOSIX
internal import Synchronization

/// Opus packets on their way from one feeder thread to the driver thread, with room for a second and a half.
///
/// One producer (`push`, `finish`), one consumer (`pop`); neither side locks and the consumer never waits. The producer sleeps in
/// `push` while the ring is full and is woken when a third of it is left, so that a stream costs about one wake-up a second.
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
    /// With so much room the producer is woken, though more than a third of a large ring may be left.
    private static let refill = 16 * 1024
    /// A first byte and the largest frame that RFC 6716 §3.4 allows. Longer ones, of several frames, are not passed through.
    package static let longestPacket = TrackSource.maximumPacketSize

    /// Tells this ring apart from others in the driver's commands and events.
    package let token: UInt64

    private let bytes: UnsafeMutablePointer<UInt8>
    private let capacity: Int
    private let space: UnsafeMutablePointer<cposix_semaphore>
    /// Bytes ever written and ever read; their difference is what the ring holds.
    private let written = Atomic<Int>(0)
    private let read = Atomic<Int>(0)
    private let frames = Atomic<Int>(0)
    /// Counted behind `read`, as `frames` is before it: the two are equal while nothing is being taken.
    private let framesPassed = Atomic<Int>(0)
    private let framesPushed = Atomic<Int>(0)
    /// Frames after which the ring ends for the driver, whatever it holds behind them.
    private let lastFrame = Atomic<Int>(.max)
    /// Bytes before which nothing is needed any more by a reader beside the driver; `.max` without one.
    private let kept = Atomic<Int>(.max)
    /// Packets of the track that are to be heard; silence at its end may follow.
    private let trackEnd = Atomic<Int>(.max)
    /// Another ring goes on with the track, of which the driver is yet to be told.
    private let isContinued = Atomic<Bool>(false)
    private let frameLimit: Int
    private let producerSleeps = Atomic<Bool>(false)
    private let isFinished = Atomic<Bool>(false)
    private let isCancelled = Atomic<Bool>(false)

    private static let tokens = Atomic<UInt64>(1)

    /// `capacity` in bytes: 24 KiB hold a second and a half at 128 kbit/s. No more than `frames` packets wait at a time.
    package init(capacity: Int = 24 * 1024, frames: Int = .max) {
        // A third must hold the longest packet, so that whoever waits for room for one is woken.
        precondition(capacity > 3 * (Self.longestPacket + Self.prefix))
        token = Self.tokens.wrappingAdd(1, ordering: .relaxed).oldValue
        self.capacity = capacity
        frameLimit = frames
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

    /// Packets pushed so far.
    var framesPushedInAll: Int { framesPushed.load(ordering: .relaxed) }

    /// Whether the producer has ended the track. Packets may still wait.
    package var isComplete: Bool { isFinished.load(ordering: .acquiring) }

    // MARK: Producer, the feeder thread

    /// Appends a packet, sleeping while there is no room. False if the ring was cancelled; then the feeder ends.
    package func push(_ packet: UnsafeRawBufferPointer) -> Bool {
        precondition((1...Self.longestPacket).contains(packet.count), "an Opus packet to send has 1 to 1276 bytes")
        let needed = packet.count + Self.prefix
        while !isCancelled.load(ordering: .acquiring) {
            let start = written.load(ordering: .relaxed)
            if hasRoom(for: needed, from: start) {
                unsafe store(packet, at: start)
                framesPushed.wrappingAdd(1, ordering: .relaxed)
                written.store(start + needed, ordering: .releasing)
                return true
            }
            sleepUntilRoom(for: needed)
        }
        return false
    }

    /// `read` before `kept`: a reader that comes meanwhile looks whether `read` has moved since it set `kept`.
    private func hasRoom(for needed: Int, from start: Int) -> Bool {
        let read = read.load(ordering: .sequentiallyConsistent)
        let kept = kept.load(ordering: .sequentiallyConsistent)
        return capacity - (start - min(read, kept)) >= needed
            && framesPushed.load(ordering: .relaxed) - frames.load(ordering: .sequentiallyConsistent) < frameLimit
    }

    /// Says that no packet follows.
    package func finish() {
        isFinished.store(true, ordering: .releasing)
    }

    private func sleepUntilRoom(for needed: Int) {
        producerSleeps.store(true, ordering: .sequentiallyConsistent)
        let mayGoOn =
            hasRoom(for: needed, from: written.load(ordering: .relaxed))
            || isCancelled.load(ordering: .sequentiallyConsistent)
        // If the flag is gone, the other side has taken it and posts: that post must be consumed.
        if mayGoOn, producerSleeps.exchange(false, ordering: .sequentiallyConsistent) { return }
        unsafe cposix_semaphore_wait(space)
    }

    private func store(_ packet: UnsafeRawBufferPointer, at start: Int) {
        unsafe bytes[start % capacity] = UInt8(truncatingIfNeeded: packet.count >> 8)
        unsafe bytes[(start + 1) % capacity] = UInt8(truncatingIfNeeded: packet.count)
        let offset = (start + Self.prefix) % capacity
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
        let last = min(lastFrame.load(ordering: .acquiring), trackEnd.load(ordering: .acquiring))
        guard frames.load(ordering: .relaxed) < last else { return .finished }
        guard written.load(ordering: .acquiring) != start else { return finished ? .finished : .empty }
        let length = self.length(at: start)
        unsafe copyPacket(at: start, length, to: target)
        let end = start + length + Self.prefix
        frames.wrappingAdd(1, ordering: .sequentiallyConsistent)
        read.store(end, ordering: .sequentiallyConsistent)
        framesPassed.wrappingAdd(1, ordering: .sequentiallyConsistent)
        wakeProducerIfDue(filled: written.load(ordering: .relaxed) - end)
        return .packet(length)
    }

    private func length(at start: Int) -> Int {
        unsafe Int(bytes[start % capacity]) << 8 | Int(bytes[(start + 1) % capacity])
    }

    private func copyPacket(at start: Int, _ length: Int, to target: UnsafeMutableRawPointer) {
        let offset = (start + Self.prefix) % capacity
        let first = min(length, capacity - offset)
        unsafe target.copyMemory(from: bytes + offset, byteCount: first)
        unsafe (target + first).copyMemory(from: bytes, byteCount: length - first)
    }

    /// Has the next packet brought near, as far as most packets reach.
    func prefetch() {
        let offset = read.load(ordering: .relaxed) % capacity
        unsafe HotMemory.prefetch(bytes + offset, lines: 6)
    }

    private func wakeProducerIfDue(filled: Int) {
        let waiting = framesPushed.load(ordering: .relaxed) - frames.load(ordering: .relaxed)
        let isDue =
            frameLimit == .max
            ? filled <= max(capacity / 3, capacity - Self.refill)
            : filled <= capacity / 2 && waiting <= frameLimit / 2
        if isDue { wakeProducer() }
    }

    private func wakeProducer() {
        guard producerSleeps.load(ordering: .sequentiallyConsistent),
            producerSleeps.exchange(false, ordering: .sequentiallyConsistent)
        else { return }
        unsafe cposix_semaphore_post(space)
    }

    // MARK: A second reader, which may take the driver's place

    /// Where the packet is that the driver takes next, kept from being overwritten from now on until `readOn`.
    func keep() -> (offset: Int, frame: Int) {
        while true {
            let frame = framesPassed.load(ordering: .sequentiallyConsistent)
            let start = read.load(ordering: .sequentiallyConsistent)
            kept.store(start, ordering: .sequentiallyConsistent)
            // Unmoved: the producer either sees `kept` or has taken `read` for no more than this.
            if read.load(ordering: .sequentiallyConsistent) == start,
                frames.load(ordering: .sequentiallyConsistent) == frame
            {
                return (start, frame)
            }
        }
    }

    /// Copies the packet at `offset`, which must be kept, and moves the offset behind it.
    func peek(at offset: inout Int, into target: UnsafeMutableRawPointer) -> Taken {
        let finished = isFinished.load(ordering: .acquiring)
        guard written.load(ordering: .acquiring) != offset else {
            // Ahead of the driver, which may take too little for the producer to be woken, or nothing any more.
            if !finished { wakeProducer() }
            return finished ? .finished : .empty
        }
        let length = self.length(at: offset)
        unsafe copyPacket(at: offset, length, to: target)
        offset += length + Self.prefix
        return .packet(length)
    }

    /// What comes before `offset` isn't needed by the second reader any more.
    func keep(from offset: Int) { kept.store(offset, ordering: .sequentiallyConsistent) }

    /// Takes the driver's place, which must have left this ring: it was read up to `offset`, before which are `frame` packets.
    func readOn(from offset: Int, frame: Int) {
        framesPassed.store(frame, ordering: .sequentiallyConsistent)
        frames.store(frame, ordering: .sequentiallyConsistent)
        read.store(offset, ordering: .sequentiallyConsistent)
        kept.store(.max, ordering: .sequentiallyConsistent)
        wakeProducerIfDue(filled: written.load(ordering: .relaxed) - offset)
    }

    /// Nobody reads beside the driver any more.
    func keepNothing() {
        kept.store(.max, ordering: .sequentiallyConsistent)
        wakeProducerIfDue(filled: written.load(ordering: .relaxed) - read.load(ordering: .relaxed))
    }

    // MARK: Control, any thread

    /// How many packets the whole track has; nil before the producer has finished.
    var framesInAll: Int? {
        guard isComplete else { return nil }
        return min(framesInAllOfTrack ?? 0, lastFrame.load(ordering: .acquiring))
    }

    /// The same, wherever the driver is to leave it.
    var framesInAllOfTrack: Int? {
        guard isComplete else { return nil }
        return min(framesPushed.load(ordering: .acquiring), trackEnd.load(ordering: .acquiring))
    }

    /// Says that what comes behind so many packets is not to be heard.
    func end(track frame: Int) { trackEnd.store(frame, ordering: .releasing) }

    /// Whether so many packets are all that is to be heard.
    func isOver(after frame: Int) -> Bool { frame >= trackEnd.load(ordering: .acquiring) }

    /// Says, before the end, that the driver will be told of another ring that goes on with the track.
    func announceContinuation() { isContinued.store(true, ordering: .releasing) }

    /// Whether the ring's end is not the track's.
    var continuesElsewhere: Bool { isContinued.load(ordering: .acquiring) }

    /// Lets the driver go on to the next ring after so many packets.
    func end(after frame: Int) { lastFrame.store(frame, ordering: .releasing) }

    /// Makes the producer's present and later `push` return false.
    package func cancel() {
        isCancelled.store(true, ordering: .sequentiallyConsistent)
        if producerSleeps.exchange(false, ordering: .sequentiallyConsistent) { unsafe cposix_semaphore_post(space) }
    }
}
