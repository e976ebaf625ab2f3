internal import Synchronization

/// When the supervisor wakes. Threads that serve connections bring it forward, without a system call unless it
/// sleeps and would oversleep.
///
/// While the supervisor is awake it looks at `time` again before it sleeps; so nobody needs to ring then, and a
/// server under load doesn't keep it running in circles.
final class Alarm: Sendable {
    private let wakeup: Wakeup
    private let time = Atomic(MonotonicTime.never)
    private let isAwake = Atomic(true)
    private let waitsForPlace = Atomic(false)

    init() throws(ServerError) {
        wakeup = try Wakeup()
    }

    var descriptor: Int32 { wakeup.descriptor }

    /// Wakes the supervisor now.
    func ring() {
        wakeup.signal()
    }

    /// Wakes the supervisor at `deadline` at the latest.
    func ring(by deadline: Int64) {
        guard bringForward(to: deadline), !isAwake.load(ordering: .sequentiallyConsistent) else { return }
        wakeup.signal()
    }

    /// Wakes the supervisor if it waits for connections to close.
    func ringIfWaiting(isDraining: Bool) {
        if isDraining || waitsForPlace.load(ordering: .sequentiallyConsistent) { wakeup.signal() }
    }

    // MARK: the supervisor's thread

    /// Before it looks at the connections.
    func wake() {
        isAwake.store(true, ordering: .sequentiallyConsistent)
        time.store(MonotonicTime.never, ordering: .sequentiallyConsistent)
        wakeup.clear()
    }

    /// Before it sleeps: the time to sleep until, at most `deadline`.
    func rest(until deadline: Int64) -> Int64 {
        _ = bringForward(to: deadline)
        isAwake.store(false, ordering: .sequentiallyConsistent)
        return time.load(ordering: .sequentiallyConsistent)
    }

    func setWaitingForPlace(_ isWaiting: Bool) {
        waitsForPlace.store(isWaiting, ordering: .sequentiallyConsistent)
    }

    private func bringForward(to deadline: Int64) -> Bool {
        var current = time.load(ordering: .sequentiallyConsistent)
        while deadline < current {
            let (exchanged, original) = time.compareExchange(
                expected: current, desired: deadline, ordering: .sequentiallyConsistent)
            if exchanged { return true }
            current = original
        }
        return false
    }
}
