/// Keeps away from a service that fails: after some failures in a row it is left alone for a while, then tried once.
struct CircuitBreaker {
    static let tolerated = 3
    static let pause: Duration = .seconds(60)

    private var failures = 0
    private var closedUntil: ContinuousClock.Instant?

    /// Whether to ask now. After the pause one question is let through; it decides.
    mutating func admits(at now: ContinuousClock.Instant) -> Bool {
        guard let until = closedUntil else { return true }
        guard now >= until else { return false }
        closedUntil = now + Self.pause
        return true
    }

    /// The question that was let through was not answered, by no fault of the service: another one may be asked.
    mutating func abandoned(at now: ContinuousClock.Instant) {
        guard closedUntil != nil else { return }
        closedUntil = now
    }

    mutating func succeeded() {
        failures = 0
        closedUntil = nil
    }

    mutating func failed(at now: ContinuousClock.Instant) {
        failures += 1
        if failures >= Self.tolerated { closedUntil = now + Self.pause }
    }
}
