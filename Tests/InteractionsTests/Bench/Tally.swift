import Synchronization

/// Counts events and lets a test wait for one.
final class Tally: Sendable {
    private struct State {
        var count = 0
        var waiters: [(target: Int, wake: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.count } }

    func add() {
        let woken = state.withLock { state in
            state.count += 1
            let woken = state.waiters.filter { $0.target <= state.count }
            state.waiters.removeAll { $0.target <= state.count }
            return woken
        }
        for waiter in woken { waiter.wake.resume() }
    }

    func reaches(_ target: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.count >= target { return true }
                state.waiters.append((target, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}

/// A call that does not return and does not heed cancellation, until the test opens it.
final class Hang: Sendable {
    private let opening = Tally()

    func wait() async { await opening.reaches(1) }

    func open() { opening.add() }
}
