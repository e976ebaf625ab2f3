internal import Synchronization

/// Counts refusals between reports, so that a flood costs one line a minute.
final class RefusalCount: Sendable {
    private static let interval: Duration = .seconds(60)

    private struct State {
        var count = 0
        var reportedAt: Duration?
    }

    private let state = Mutex(State())

    /// Counts one more. Not nil where it is time for a report: how many there were since the last one.
    func countToReport(at now: Duration) -> Int? {
        state.withLock { state in
            state.count += 1
            if let reportedAt = state.reportedAt, now - reportedAt < Self.interval { return nil }
            defer { state.count = 0 }
            state.reportedAt = now
            return state.count
        }
    }
}
