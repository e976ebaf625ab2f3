internal import Dispatch
internal import Synchronization

/// A caller that waits for blocking work, answered once: by the work or by its deadline. Work that is late goes on unseen.
final class BoundedCall<Value: Sendable>: Sendable {
    typealias Outcome = Result<Value, StoreError>

    private let caller: Mutex<CheckedContinuation<Outcome, Never>?>

    private init(caller: CheckedContinuation<Outcome, Never>) {
        self.caller = Mutex(caller)
    }

    /// Runs `work` on a thread of its own and waits for it up to `limit`, then throws `late`.
    static func run(
        limit: Duration, late: StoreError, _ work: @escaping @Sendable () throws -> Value
    ) async throws(StoreError) -> Value {
        let outcome = await withCheckedContinuation { continuation in
            let call = BoundedCall(caller: continuation)
            DispatchQueue(label: "timmybot.store.work").async {
                call.settle(Result(catching: work).mapError(StoreError.init))
            }
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int(limit / .milliseconds(1)))) {
                [weak call] in call?.settle(.failure(late))
            }
        }
        return try outcome.get()
    }

    private func settle(_ outcome: Outcome) {
        let caller = caller.withLock { $0.take() }
        caller?.resume(returning: outcome)
    }
}
