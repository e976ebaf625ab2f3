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

/// The work was not done in time. It was cancelled and may still have had its effect.
struct DeadlinePassed: Error {}

extension TimeSource {
    /// Runs `work` and waits for it until `deadline`, a value of `now()`, whether or not it heeds its cancellation.
    func bounded<Value: Sendable>(
        until deadline: Duration, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let race = Race<Value>()
        // Nobody waits for the loser of the two tasks: it is cancelled, and what it still brings is dropped. That is the point,
        // for a dependency that hangs must not hold an answer up.
        let worker = Task {
            do { race.end(.success(try await work())) } catch { race.end(.failure(error)) }
        }
        let alarm = Task {
            let rest = deadline - now()
            if rest > .zero { try? await sleep(rest) }
            race.end(.failure(DeadlinePassed()))
        }
        defer {
            worker.cancel()
            alarm.cancel()
        }
        return try await withTaskCancellationHandler {
            try await race.value()
        } onCancel: {
            race.end(.failure(CancellationError()))
        }
    }
}
