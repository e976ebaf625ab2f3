internal import CPOSIX
internal import Foundation
internal import Synchronization

/// Sends the audio of many calls from one thread, on a 20 ms clock.
///
/// Made once a node. `call` may be used from any thread; each call's events arrive on the driver's event thread.
package final class AudioDriver: Sendable {
    package struct Statistics: Sendable {
        package var calls: Int
        /// Ticks of 20 ms since the start, without those left out.
        package var ticks: Int
        /// Ticks left out because the thread was not run in time.
        package var ticksSkipped: Int
    }

    private struct Calls {
        var byLane: [Int: AudioCall] = [:]
        var free: [Int]
    }

    private let core: DriverCore
    private let thread: DriverThread
    private let eventSignal = DriverSignal()
    private let isStopped = Atomic<Bool>(false)
    private let calls: Mutex<Calls>

    /// `capacity` is how many calls it serves at most.
    package init(capacity: Int = 1024) {
        core = DriverCore(lanes: capacity)
        thread = DriverThread(core: core, eventSignal: eventSignal)
        calls = Mutex(Calls(free: Array((0..<capacity).reversed())))
    }

    /// Starts the two threads. Call it once; `stop` ends them.
    package func start() {
        thread.start()
        let events = Thread { self.runEvents() }
        events.stackSize = 256 * 1024
        events.start()
    }

    package func stop() {
        thread.stop()
        isStopped.store(true, ordering: .sequentiallyConsistent)
        eventSignal.postIfWaiting()
    }

    package var statistics: Statistics {
        Statistics(
            calls: calls.withLock { $0.byLane.count }, ticks: core.ticks.load(ordering: .relaxed),
            ticksSkipped: core.ticksSkipped.load(ordering: .relaxed))
    }

    /// A new call, silent and not connected. Nil if the driver serves as many as it can.
    ///
    /// `handler` runs on the event thread: it must return at once.
    package func makeCall(handler: @escaping @Sendable (AudioCall.Event) -> Void) -> AudioCall? {
        calls.withLock { calls -> AudioCall? in
            guard let index = calls.free.popLast() else { return nil }
            let lane = Lane(
                index: index, events: core.events, timestamp: .random(in: 0 ... .max),
                sequence: .random(in: 0 ... .max))
            let call = AudioCall(lane: lane, driver: self, handler: handler)
            calls.byLane[index] = call
            unsafe send(.add(Unmanaged.passUnretained(lane)))
            return call
        }
    }

    /// Hands a command to the driver thread. Waits, at most a tick or two, while the ring of commands is full.
    func send(_ command: DriverCommand) {
        while !core.commands.send(command) { cposix_sleep_until_ns(cposix_monotonic_ns() + 1_000_000) }
        thread.wake()
    }

    private func runEvents() {
        unsafe cposix_set_thread_name("audio-events")
        while !isStopped.load(ordering: .sequentiallyConsistent) {
            while let event = core.events.take() { handle(event) }
            eventSignal.wait(unless: {
                core.events.holdsElements || isStopped.load(ordering: .sequentiallyConsistent)
            })
        }
    }

    private func handle(_ event: DriverEvent) {
        let index = event.lane
        guard let call = calls.withLock({ $0.byLane[index] }) else { return }
        call.handle(event)
        guard case .closed = event else { return }
        calls.withLock { calls in
            calls.byLane[index] = nil
            calls.free.append(index)
        }
    }
}
