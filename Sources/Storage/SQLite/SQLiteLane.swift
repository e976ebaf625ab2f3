internal import Dispatch
internal import GRDB
internal import Synchronization

/// One SQLite connection and the accesses that wait for it.
///
/// The connection works on a dispatch queue of its own, so that a slow disk never holds a thread of the cooperative pool.
/// Accesses that wait together share one transaction, and with it one flush to the disk: each runs in a savepoint of its own,
/// so that a failing one leaves the others alone, and no caller is answered before the commit.
///
/// A call whose task is cancelled still completes: what shuts down must be able to save.
final class SQLiteLane: Sendable {
    enum Kind: Sendable {
        case reading
        case writing
    }

    /// Accesses in one transaction.
    static let maximumBatch = 64

    private struct Waiting {
        var accesses: [any WaitingAccess] = []
        var isDraining = false
    }

    private let database: DatabaseQueue
    private let kind: Kind
    private let maximumWaiting: Int
    private let deadline: DispatchTimeInterval
    private let deadlines: DispatchQueue
    private let waiting = Mutex(Waiting())

    init(_ database: DatabaseQueue, kind: Kind, configuration: SQLiteConfiguration, deadlines: DispatchQueue) {
        self.database = database
        self.kind = kind
        self.deadlines = deadlines
        maximumWaiting = configuration.maximumWaiting
        deadline = .milliseconds(Int(configuration.deadline / .milliseconds(1)))
    }

    /// Runs `body` in a transaction and returns its value once the transaction is committed.
    func run<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        let outcome = await withCheckedContinuation { caller in
            let access = LaneAccess(caller: caller, body: body)
            guard enqueue(access) else { return access.settle(overriding: .busy) }
            deadlines.asyncAfter(deadline: .now() + deadline) { [weak access] in access?.expire() }
        }
        return try outcome.get()
    }

    /// Waits for the accesses under way and closes the connection. Blocks.
    func close() throws {
        try database.close()
    }

    private func enqueue(_ access: any WaitingAccess) -> Bool {
        let (isQueued, mustDrain) = waiting.withLock { waiting in
            if waiting.accesses.count >= maximumWaiting {
                waiting.accesses.removeAll(where: \.isSettled)
            }
            guard waiting.accesses.count < maximumWaiting else { return (false, false) }
            waiting.accesses.append(access)
            defer { waiting.isDraining = true }
            return (true, !waiting.isDraining)
        }
        if mustDrain { drainLater() }
        return isQueued
    }

    private func drainLater() {
        database.asyncWriteWithoutTransaction { [self] database in
            guard let batch = nextBatch() else { return }
            run(batch, in: database)
            drainLater()
        }
    }

    /// Nil where nobody waits; the next access then starts the draining again.
    private func nextBatch() -> [any WaitingAccess]? {
        waiting.withLock { waiting in
            guard !waiting.accesses.isEmpty else {
                waiting.isDraining = false
                return nil
            }
            let batch = Array(waiting.accesses.prefix(Self.maximumBatch))
            waiting.accesses.removeFirst(batch.count)
            return batch
        }
    }

    private func run(_ batch: [any WaitingAccess], in database: Database) {
        do {
            try database.inTransaction(kind == .writing ? .immediate : .deferred) {
                for access in batch where access.begin() {
                    try run(access, in: database)
                }
                return .commit
            }
            for access in batch { access.settle(overriding: nil) }
        } catch {
            // The transaction is rolled back as a whole: nobody's change was made.
            let lost = StoreError(error)
            for access in batch { access.settle(overriding: lost) }
        }
    }

    /// Throws only where the transaction of the whole batch is lost.
    private func run(_ access: any WaitingAccess, in database: Database) throws {
        do {
            switch kind {
            case .reading: try access.execute(database)
            case .writing:
                try database.inSavepoint {
                    try access.execute(database)
                    return .commit
                }
            }
        } catch {
            guard database.isInsideTransaction else { throw error }
            access.fail(StoreError(error))
        }
    }
}
