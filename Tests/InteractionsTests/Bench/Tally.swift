import Synchronization

/// Counts events and lets a test wait for one. The waiting ends early when the test is cancelled, as by its time limit.
final class Tally: Sendable {
    private struct State {
        var count = 0
        var waiters: [(target: Int, wake: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.count } }

    func add() {
        wake { state in
            state.count += 1
            return state.count
        }
    }

    func reaches(_ target: Int) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.count >= target || Task.isCancelled { return true }
                    state.waiters.append((target, continuation))
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            wake { _ in .max }
        }
    }

    /// Wakes who waits for no more than `reached` returns.
    private func wake(_ reached: (inout State) -> Int) {
        let woken = state.withLock { state in
            let reached = reached(&state)
            let woken = state.waiters.filter { $0.target <= reached }
            state.waiters.removeAll { $0.target <= reached }
            return woken
        }
        for waiter in woken { waiter.wake.resume() }
    }
}

/// A call that does not return and does not heed cancellation, until the test opens it or ends.
final class Hang: Sendable {
    private let opening = Tally()

    /// A task of its own, since the caller's may be cancelled without that ending the wait.
    func wait() async {
        let opening = opening
        await Task { await opening.reaches(1) }.value
    }

    func open() { opening.add() }
}
