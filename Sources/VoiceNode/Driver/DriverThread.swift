internal import CPOSIX
internal import Foundation
internal import Synchronization
internal import UDP

/// Runs a `DriverCore` every 20 ms on an absolute clock, on a thread of its own.
///
/// Real-time scheduling is used where the system allows it (CAP_SYS_NICE or an rtprio limit), plain otherwise.
final class DriverThread: Sendable {
    static let tick: Int64 = 20_000_000
    /// Later than this and the ticks that were missed are left out instead of being sent in a burst.
    private static let longestBurst: Int64 = 5 * tick

    private let core: DriverCore
    private let signal: DriverSignal
    private let eventSignal: DriverSignal
    private let isStopped = Atomic<Bool>(false)

    /// `eventSignal` is posted when events wait.
    init(core: DriverCore, eventSignal: DriverSignal) {
        self.core = core
        self.eventSignal = eventSignal
        signal = DriverSignal()
    }

    func start() {
        let thread = Thread { self.run() }
        thread.stackSize = 256 * 1024
        thread.start()
    }

    func stop() {
        isStopped.store(true, ordering: .releasing)
        signal.postIfWaiting()
    }

    /// To be called after a command was sent, in case the thread rests.
    func wake() { signal.postIfWaiting() }

    private func run() {
        unsafe cposix_set_thread_name("audio-driver")
        _ = cposix_set_realtime(10)
        // Nil where the system has no such thing: then each packet is a call of its own.
        let batch = UDPBatch(capacity: core.capacity)
        var boundary = cposix_monotonic_ns() + Self.tick
        while !isStopped.load(ordering: .acquiring) {
            core.takeCommands()
            core.prepare(for: batch)
            cposix_sleep_until_ns(boundary)
            core.transmit(by: batch)
            if core.events.holdsElements { eventSignal.postIfWaiting() }
            boundary += Self.tick
            if core.isIdle {
                signal.wait(unless: { core.commands.holdsElements || isStopped.load(ordering: .acquiring) })
                boundary = cposix_monotonic_ns() + Self.tick
            } else {
                boundary = catchUp(boundary)
            }
        }
    }

    /// The next boundary, after leaving out what lies too far behind.
    private func catchUp(_ boundary: Int64) -> Int64 {
        let late = cposix_monotonic_ns() - boundary
        guard late > Self.longestBurst else { return boundary }
        let missed = late / Self.tick
        core.skip(ticks: Int(missed))
        return boundary + missed * Self.tick
    }
}
