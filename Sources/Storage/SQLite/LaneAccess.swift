internal import GRDB
internal import Synchronization

/// An access that waits for its connection, whatever it returns.
protocol WaitingAccess: AnyObject, Sendable {
    /// False where the caller has given up; the access must then not run.
    func begin() -> Bool
    /// Runs the body and keeps its result. On the connection's queue.
    func execute(_ database: Database) throws
    /// Keeps the error as the result.
    func fail(_ error: StoreError)
    /// Hands the caller the kept result, or `error` in its place. Later calls have no effect.
    func settle(overriding error: StoreError?)
    var isSettled: Bool { get }
}

/// One caller's access: settled exactly once, by the connection or by the deadline, whichever comes first.
final class LaneAccess<Value: Sendable>: WaitingAccess {
    typealias Outcome = Result<Value, StoreError>

    private enum Phase {
        case waiting
        case running
        case settled
    }

    private struct State {
        var phase = Phase.waiting
        var outcome: Outcome?
        var caller: CheckedContinuation<Outcome, Never>?
    }

    private let body: @Sendable (Database) throws -> Value
    private let state: Mutex<State>

    init(caller: CheckedContinuation<Outcome, Never>, body: @escaping @Sendable (Database) throws -> Value) {
        self.body = body
        state = Mutex(State(caller: caller))
    }

    func begin() -> Bool {
        state.withLock { state in
            guard state.phase == .waiting else { return false }
            state.phase = .running
            return true
        }
    }

    func execute(_ database: Database) throws {
        let value = try body(database)
        state.withLock { $0.outcome = .success(value) }
    }

    func fail(_ error: StoreError) {
        state.withLock { $0.outcome = .failure(error) }
    }

    func settle(overriding error: StoreError?) {
        settle { error.map(Outcome.failure) ?? $0.outcome ?? .failure(.unavailable("the access was not run")) }
    }

    /// The deadline has passed: withdraws an access that has not begun, and tells the caller of one that has that its end is
    /// unknown.
    func expire() {
        settle { .failure($0.phase == .waiting ? .timedOut : .unanswered) }
    }

    var isSettled: Bool { state.withLock { $0.phase == .settled } }

    private func settle(_ outcome: (State) -> Outcome) {
        let settled = state.withLock { state -> (CheckedContinuation<Outcome, Never>, Outcome)? in
            guard state.phase != .settled, let caller = state.caller else { return nil }
            let result = outcome(state)
            state = State(phase: .settled)
            return (caller, result)
        }
        guard let (caller, result) = settled else { return }
        caller.resume(returning: result)
    }
}
