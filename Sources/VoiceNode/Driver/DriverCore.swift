internal import Synchronization
internal import UDP

/// The driver's work without its thread and clock: tests run it tick by tick.
///
/// All methods but `statistics` belong to one thread. Nothing here locks, logs, allocates, frees or waits.
@safe
final class DriverCore: @unchecked Sendable {
    // Sendable: made on one thread and handed whole to the driver thread; what others read is atomic.

    /// What a command or a lane's tick may report at most: releases of a transport, a ratchet and three rings,
    /// beginnings, ends and the close.
    private static let eventsPerLane = 7

    let commands: CommandRing<DriverCommand>
    let events: CommandRing<DriverEvent>
    let ticks = Atomic<Int>(0)
    let ticksSkipped = Atomic<Int>(0)

    /// How many lanes ahead memory is fetched: the lane itself, what it points to, and its ring's packet.
    private static let laneAhead = 6
    private static let objectsAhead = 4
    private static let packetAhead = 2
    private static let laneLines = 5

    private let lanes: UnsafeMutablePointer<Unmanaged<Lane>>
    let capacity: Int
    private var count = 0
    /// Whether `transmit` has packets to send that are in no batch.
    private var hasSinglePackets = false

    /// `lanes` is how many calls the driver serves at most.
    init(lanes capacity: Int) {
        self.capacity = capacity
        unsafe lanes = .allocate(capacity: capacity)
        commands = CommandRing(capacity: 8 * capacity)
        events = CommandRing(capacity: 16 * capacity * Self.eventsPerLane)
    }

    deinit {
        unsafe lanes.deallocate()
    }

    var isIdle: Bool { count == 0 }

    /// Applies what the control side sent.
    func takeCommands() {
        while events.room > (capacity + 1) * Self.eventsPerLane, let command = commands.take() {
            apply(command)
        }
    }

    /// Takes and encrypts each lane's frame of this tick, and puts the packets in `batch` as far as that is possible.
    func prepare(for batch: UDPBatch? = nil) {
        ticks.wrappingAdd(1, ordering: .relaxed)
        // With nobody taking the events nothing may end: time goes on, as when a network is down.
        hasSinglePackets = false
        guard events.room >= count * Self.eventsPerLane else { return skip(ticks: 1) }
        for index in 0..<count {
            prefetch(before: index)
            let isInBatch = unsafe lanes[index]._withUnsafeGuaranteedRef { lane in
                lane.prepare()
                return batch.map { lane.join($0, tag: UInt32(index)) } ?? false
            }
            if !isInBatch { hasSinglePackets = true }
        }
    }

    private func prefetch(before index: Int) {
        if index + Self.laneAhead < count {
            unsafe HotMemory.prefetch(lanes[index + Self.laneAhead].toOpaque(), lines: Self.laneLines)
        }
        if index + Self.objectsAhead < count {
            unsafe lanes[index + Self.objectsAhead]._withUnsafeGuaranteedRef { $0.prefetch() }
        }
        if index + Self.packetAhead < count {
            unsafe lanes[index + Self.packetAhead]._withUnsafeGuaranteedRef { $0.prefetchPacket() }
        }
    }

    /// Sends each lane's packet of this tick: those in `batch` at once, the others one by one.
    func transmit(by batch: UDPBatch? = nil) {
        batch?.send { index in
            unsafe lanes[Int(index)]._withUnsafeGuaranteedRef { $0.batchFailed() }
        }
        guard hasSinglePackets else { return }
        for index in 0..<count {
            unsafe lanes[index]._withUnsafeGuaranteedRef { $0.transmit() }
        }
    }

    /// Lets `ticks` pass in which the thread did not run.
    func skip(ticks: Int) {
        ticksSkipped.wrappingAdd(ticks, ordering: .relaxed)
        for index in 0..<count {
            unsafe lanes[index]._withUnsafeGuaranteedRef { $0.skip(ticks: ticks) }
        }
    }

    private func apply(_ command: DriverCommand) {
        switch command {
        case .add(let lane): unsafe add(lane)
        case .remove(let lane): unsafe remove(lane)
        case .connect(let lane, let transport):
            unsafe lane._withUnsafeGuaranteedRef { unsafe $0.connect(transport) }
        case .encrypt(let lane, let encryption):
            unsafe lane._withUnsafeGuaranteedRef { unsafe $0.encrypt(encryption) }
        case .sendClear(let lane): unsafe lane._withUnsafeGuaranteedRef { $0.sendClear() }
        case .disconnect(let lane): unsafe lane._withUnsafeGuaranteedRef { $0.disconnect() }
        case .play(let lane, let ring): unsafe lane._withUnsafeGuaranteedRef { unsafe $0.play(ring) }
        case .follow(let lane, let ring): unsafe lane._withUnsafeGuaranteedRef { unsafe $0.follow(ring) }
        case .splice(let lane, let former, let ring, let frame):
            unsafe lane._withUnsafeGuaranteedRef { unsafe $0.splice(from: former, to: ring, at: frame) }
        case .hold(let lane, let isHeld): unsafe lane._withUnsafeGuaranteedRef { $0.hold(isHeld) }
        case .pause(let lane): unsafe lane._withUnsafeGuaranteedRef { $0.pause() }
        case .resume(let lane): unsafe lane._withUnsafeGuaranteedRef { $0.resume() }
        }
    }

    private func add(_ lane: Unmanaged<Lane>) {
        // The control side hands out no more lanes than fit.
        guard count < capacity else { return }
        unsafe lanes[count] = lane
        count += 1
    }

    private func remove(_ lane: Unmanaged<Lane>) {
        for index in 0..<count where unsafe lanes[index].toOpaque() == lane.toOpaque() {
            count -= 1
            unsafe lanes[index] = lanes[count]
            break
        }
        unsafe lane._withUnsafeGuaranteedRef { $0.close() }
    }
}
