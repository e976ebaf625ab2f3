internal import Synchronization

/// The caller that waits for a file to open, answered once: by the opening or by its deadline.
final class OpeningAccess: Sendable {
    typealias Outcome = Result<SQLiteFile, StoreError>

    private let caller: Mutex<CheckedContinuation<Outcome, Never>?>

    init(caller: CheckedContinuation<Outcome, Never>) {
        self.caller = Mutex(caller)
    }

    func settle(_ outcome: Outcome) {
        let caller = caller.withLock { $0.take() }
        caller?.resume(returning: outcome)
    }
}
