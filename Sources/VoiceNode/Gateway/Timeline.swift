/// A clock as offsets from its making: what state machines are told, and what waits for their timers.
package struct Timeline: Sendable {
    package let now: @Sendable () -> Duration
    /// Throws when the task is cancelled.
    package let sleep: @Sendable (Duration) async throws -> Void

    package init<C: Clock>(_ clock: C) where C.Duration == Duration {
        let start = clock.now
        now = { start.duration(to: clock.now) }
        sleep = { try await clock.sleep(until: clock.now.advanced(by: $0), tolerance: nil) }
    }
}
