internal import Deadlines
internal import FoundationEssentials

/// The clocks of the endpoint, so that tests can turn them.
package struct TimeSource: Sendable {
    /// Since some fixed moment; never goes back.
    package var now: @Sendable () -> Duration
    /// Throws `CancellationError` when its task is cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void
    /// Milliseconds since 1970-01-01 UTC.
    package var unixMilliseconds: @Sendable () -> Int64

    package init(
        now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void,
        unixMilliseconds: @escaping @Sendable () -> Int64
    ) {
        self.now = now
        self.sleep = sleep
        self.unixMilliseconds = unixMilliseconds
    }

    package static let system: TimeSource = {
        let start = ContinuousClock.now
        return TimeSource(
            now: { start.duration(to: .now) }, sleep: { try await Task.sleep(for: $0) },
            unixMilliseconds: { Int64(Date().timeIntervalSince1970 * 1_000) })
    }()
}

extension TimeSource {
    /// Runs `work` and waits for it until `deadline`, a value of `now()`, whether or not it heeds its cancellation.
    func bounded<Value: Sendable>(
        until deadline: Duration, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let moment = Deadline {
            let rest = deadline - now()
            if rest > .zero { try await sleep(rest) }
        }
        return try await moment.run(work)
    }
}
