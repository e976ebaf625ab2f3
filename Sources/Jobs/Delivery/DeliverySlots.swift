internal import Synchronization

/// A bound on what is under way at once: beyond it, nothing waits.
final class DeliverySlots: Sendable {
    private let limit: Int
    private let taken = Mutex(0)

    init(_ limit: Int) {
        self.limit = limit
    }

    /// False where none is free.
    func take() -> Bool {
        taken.withLock { taken in
            guard taken < limit else { return false }
            taken += 1
            return true
        }
    }

    func release() {
        taken.withLock { $0 -= 1 }
    }
}
