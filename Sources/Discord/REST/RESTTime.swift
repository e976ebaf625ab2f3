/// The clock that a client waits by.
package struct RESTTime: Sendable {
    /// Time since any fixed moment; never goes back.
    package var now: @Sendable () -> Duration
    /// Throws when the task is cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void
    /// From 0 up to 1, to spread retries.
    package var random: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.random = random
    }

    package static var system: RESTTime {
        let start = ContinuousClock.now
        return RESTTime(
            now: { start.duration(to: .now) }, sleep: { try await Task.sleep(for: $0, clock: .continuous) },
            random: { Double.random(in: 0..<1) })
    }
}
