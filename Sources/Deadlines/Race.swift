internal import Synchronization

/// One outcome, of whoever comes first, for one waiter.
package final class Race<Outcome: Sendable>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Outcome, Never>)
        case ended(Outcome)
        case taken
    }

    private let state = Mutex(State.open)

    package init() {}

    /// Later calls change nothing.
    package func end(_ outcome: Outcome) {
        let waiter = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            switch state {
            case .open:
                state = .ended(outcome)
                return nil
            case .awaited(let continuation):
                state = .taken
                return continuation
            case .ended, .taken: return nil
            }
        }
        waiter?.resume(returning: outcome)
    }

    /// To be called once.
    package func outcome() async -> Outcome {
        await withCheckedContinuation { continuation in
            let outcome = state.withLock { state -> Outcome? in
                guard case .ended(let outcome) = state else {
                    state = .awaited(continuation)
                    return nil
                }
                state = .taken
                return outcome
            }
            if let outcome { continuation.resume(returning: outcome) }
        }
    }
}
