internal import Synchronization
internal import UDP

/// One call as the driver thread sees it: where its packets go, which ring plays, and the RTP counters.
///
/// Each tick is `prepare` (take the next frame and encrypt it) and, at the boundary, `transmit`. Source: RFC 3550 §5.1 for the
/// header, RFC 7587 for Opus in RTP (48 kHz ticks), Discord's "Voice Connections" page for the five silence frames.
@safe
final class Lane: @unchecked Sendable {
    // Sendable: every stored `var` is touched by the driver thread alone once the lane was sent in `DriverCommand.add`; the
    // counters that others read are atomics.

    /// 10 s without a frame: the track is given up.
    static let ticksUntilStuck = 500
    /// What Discord asks for when audio pauses, so that listeners' decoders do not interpolate.
    static let silenceFrames = 5
    static let samplesPerTick: UInt32 = 960

    let index: Int
    let packetsSent = Atomic<Int>(0)
    let sendFailures = Atomic<Int>(0)
    /// Ticks in which a playing lane had no packet to send.
    let emptyTicks = Atomic<Int>(0)

    private let events: CommandRing<DriverEvent>
    private let packet: UnsafeMutableRawPointer
    /// Where the frame lies in `packet`.
    private let frame: UnsafeMutableRawPointer
    private var transport: Unmanaged<LaneTransport>?
    private var descriptor: Int32 = -1
    private var transportMemory = HotMemory()
    private var encryptionMemory = HotMemory()
    private var encryption: Unmanaged<LaneEncryption>?
    /// Nothing may leave, and no frame leaves its ring, without `encryption`.
    private var isGated = false
    private var current: Unmanaged<FrameRing>?
    private var next: Unmanaged<FrameRing>?
    /// What takes the current ring's place, within the same track, once the driver has taken so many of its packets.
    private var splice: (ring: Unmanaged<FrameRing>, frame: Int)?
    private var isPaused = false
    private var isHeld = false
    private var hasStarted = false
    private var emptyRun = 0
    private var silenceLeft = 0
    private var prepared = 0
    private var timestamp: UInt32
    private var sequence: UInt16

    init(index: Int, events: CommandRing<DriverEvent>, timestamp: UInt32, sequence: UInt16) {
        self.index = index
        self.events = events
        self.timestamp = timestamp
        self.sequence = sequence
        unsafe packet = .allocate(byteCount: LaneTransport.longestPacket, alignment: 16)
        unsafe frame = packet + LaneTransport.headerSize
    }

    deinit {
        unsafe packet.deallocate()
    }

    // MARK: Commands

    /// A new session has a new group: where it is encrypted, the gate is closed until its ratchet comes.
    func connect(_ new: Unmanaged<LaneTransport>) {
        disconnect()
        unsafe transport = new
        descriptor = unsafe new._withUnsafeGuaranteedRef { $0.descriptor }
        transportMemory = unsafe new._withUnsafeGuaranteedRef { $0.memory }
        isGated = unsafe new._withUnsafeGuaranteedRef { $0.needsEncryption }
    }

    func disconnect() {
        release(unsafe transport.map { unsafe $0._withUnsafeGuaranteedRef { $0.token } })
        unsafe transport = nil
        descriptor = -1
        transportMemory = HotMemory()
        unsafe encrypt(nil)
    }

    /// Encrypts with this ratchet from the next frame on. Nil: nothing leaves until the next one.
    func encrypt(_ new: Unmanaged<LaneEncryption>?) {
        release(unsafe encryption.map { unsafe $0._withUnsafeGuaranteedRef { $0.token } })
        unsafe encryption = new
        encryptionMemory = unsafe new.map { unsafe $0._withUnsafeGuaranteedRef { $0.memory } } ?? HotMemory()
        isGated = true
    }

    /// The group has agreed to go on without encryption.
    func sendClear() {
        unsafe encrypt(nil)
        isGated = false
    }

    func play(_ ring: Unmanaged<FrameRing>?) {
        unsafe releaseRing(current)
        unsafe releaseRing(next)
        unsafe next = nil
        unsafe start(ring)
    }

    /// Goes over from the ring with the token `former` to `ring` after `frame` packets of it, or at its end if that is sooner: within
    /// a track, so no end is reported. A former that isn't current any more: nothing changes.
    func splice(from former: UInt64, to ring: Unmanaged<FrameRing>, at frame: Int) {
        guard unsafe current?._withUnsafeGuaranteedRef({ $0.token }) == former else { return unsafe releaseRing(ring) }
        unsafe releaseRing(splice?.ring)
        unsafe splice = (ring, frame)
    }

    func follow(_ ring: Unmanaged<FrameRing>?) {
        guard unsafe current != nil else { return unsafe play(ring) }
        unsafe releaseRing(next)
        unsafe next = ring
    }

    func hold(_ isHeld: Bool) { self.isHeld = isHeld }

    func pause() { isPaused = true }

    func resume() {
        isPaused = false
        emptyRun = 0
    }

    func close() {
        disconnect()
        unsafe play(nil)
        report(.closed(lane: index))
    }

    private func start(_ ring: Unmanaged<FrameRing>?) {
        unsafe releaseRing(splice?.ring)
        unsafe splice = nil
        unsafe current = ring
        hasStarted = false
        emptyRun = 0
    }

    private func releaseRing(_ ring: Unmanaged<FrameRing>?) {
        release(unsafe ring.map { unsafe $0._withUnsafeGuaranteedRef { $0.token } })
    }

    private func release(_ token: UInt64?) {
        guard let token else { return }
        report(.released(lane: index, token: token))
    }

    /// The core takes commands and ticks only while the event ring has room for all they may report.
    private func report(_ event: DriverEvent) {
        let taken = events.append(event)
        assert(taken, "the core looks for room before it calls")
    }

    // MARK: Ticks

    /// Advances RTP time by `ticks` in which nothing was sent.
    func skip(ticks: Int) {
        timestamp &+= UInt32(truncatingIfNeeded: ticks) &* Self.samplesPerTick
    }

    /// Takes and encrypts this tick's frame, if there is one to send.
    func prepare() {
        timestamp &+= Self.samplesPerTick
        prepared = 0
        guard let transport = unsafe transport else { return }
        unsafe transport._withUnsafeGuaranteedRef { transport in
            guard !isHeld, transport.maySend, unsafe !isGated || encryption != nil else { return }
            let length = encrypted(isPaused ? silence() : nextFrame())
            guard length > 0 else { return }
            sequence &+= 1
            prepared = unsafe transport.seal(
                frameCount: length, sequence: sequence, timestamp: timestamp,
                in: UnsafeMutableRawBufferPointer(start: packet, count: LaneTransport.longestPacket))
        }
    }

    /// Has the memory of the next `prepare` brought near, all but the ring's packet.
    func prefetch() {
        if let transport = unsafe transport { unsafe HotMemory.prefetch(transport.toOpaque(), lines: 2) }
        if let encryption = unsafe encryption { unsafe HotMemory.prefetch(encryption.toOpaque(), lines: 1) }
        transportMemory.prefetch()
        encryptionMemory.prefetch()
        unsafe HotMemory.prefetch(packet, lines: 6)
        guard let current = unsafe current else { return }
        unsafe HotMemory.prefetch(current.toOpaque(), lines: 3)
    }

    /// Has the ring's next packet brought near, once `prefetch` has had time for the ring itself.
    func prefetchPacket() {
        unsafe current?._withUnsafeGuaranteedRef { $0.prefetch() }
    }

    /// The length of the frame in the packet after end-to-end encryption, where there is one.
    private func encrypted(_ length: Int) -> Int {
        guard length > 0, let encryption = unsafe encryption else { return length }
        let room = FrameRing.longestPacket + LaneTransport.largestOverhead
        var span = unsafe MutableSpan<UInt8>(
            _unsafeStart: frame.assumingMemoryBound(to: UInt8.self), count: room)
        return unsafe encryption._withUnsafeGuaranteedRef { $0.encrypt(&span, count: length) }
    }

    /// Puts what `prepare` made in `batch`, under `tag`. False if something is left for `transmit`.
    func join(_ batch: UDPBatch, tag: UInt32) -> Bool {
        guard prepared > 0 else { return true }
        guard descriptor >= 0,
            unsafe batch.add(UnsafeRawBufferPointer(start: packet, count: prepared), to: descriptor, tag: tag)
        else { return false }
        prepared = 0
        packetsSent.wrappingAdd(1, ordering: .relaxed)
        return true
    }

    /// The kernel did not take what `join` put in a batch.
    func batchFailed() {
        packetsSent.wrappingSubtract(1, ordering: .relaxed)
        sendFailures.wrappingAdd(1, ordering: .relaxed)
    }

    /// Sends what `prepare` made and no batch took.
    func transmit() {
        guard prepared > 0, let transport = unsafe transport else { return }
        let isSent = unsafe transport._withUnsafeGuaranteedRef { transport in
            unsafe transport.send(UnsafeRawBufferPointer(start: packet, count: prepared))
        }
        if isSent {
            packetsSent.wrappingAdd(1, ordering: .relaxed)
        } else {
            sendFailures.wrappingAdd(1, ordering: .relaxed)
        }
    }

    /// Copies the current ring's next packet, or the following ring's first, or silence, to the packet.
    private func nextFrame() -> Int {
        // Three turns: a ring may be spliced, another end in this tick and the next one play on in the same.
        for _ in 0..<3 {
            guard let ring = unsafe current else { break }
            if unsafe passesSplice(of: ring) { continue }
            let taken = unsafe ring._withUnsafeGuaranteedRef { unsafe $0.pop(into: frame) }
            let token = unsafe ring._withUnsafeGuaranteedRef { $0.token }
            switch taken {
            case .packet(let length):
                if !hasStarted { report(.started(lane: index, ring: token)) }
                hasStarted = true
                emptyRun = 0
                silenceLeft = Self.silenceFrames
                return length
            case .empty:
                return starve(token)
            case .finished where unsafe splice != nil:
                unsafe passSplice(of: ring)
            // The command that tells of the other ring is on its way.
            case .finished where unsafe ring._withUnsafeGuaranteedRef({ $0.continuesElsewhere }):
                return starve(token)
            case .finished:
                report(.ended(lane: index, ring: token))
                report(.released(lane: index, token: token))
                unsafe start(next)
                unsafe next = nil
            }
        }
        return silence()
    }

    private func passesSplice(of ring: Unmanaged<FrameRing>) -> Bool {
        guard let splice = unsafe splice, unsafe ring._withUnsafeGuaranteedRef({ $0.framesTaken }) >= splice.frame
        else { return false }
        unsafe passSplice(of: ring)
        return true
    }

    private func passSplice(of ring: Unmanaged<FrameRing>) {
        guard let splice = unsafe splice else { return }
        unsafe releaseRing(ring)
        unsafe self.splice = nil
        unsafe start(splice.ring)
    }

    private func starve(_ token: UInt64) -> Int {
        emptyRun += 1
        emptyTicks.wrappingAdd(1, ordering: .relaxed)
        if emptyRun % Self.ticksUntilStuck == 0 { report(.stuck(lane: index, ring: token)) }
        return silence()
    }

    private func silence() -> Int {
        guard silenceLeft > 0 else { return 0 }
        silenceLeft -= 1
        if silenceLeft == 0 { report(.silent(lane: index)) }
        unsafe frame.storeBytes(of: 0xF8, as: UInt8.self)
        unsafe frame.storeBytes(of: 0xFF, toByteOffset: 1, as: UInt8.self)
        unsafe frame.storeBytes(of: 0xFE, toByteOffset: 2, as: UInt8.self)
        return 3
    }
}
