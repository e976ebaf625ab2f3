/// Exponential delay with jitter: between half and all of `base` doubled for each attempt, at most `cap`.
struct ReconnectDelay: Sendable {
    let base: Duration
    let cap: Duration

    /// `attempt` counts from 0; `random` is in 0..<1.
    func delay(attempt: Int, random: Double) -> Duration {
        let doubled = base * (1 << min(max(attempt, 0), 16))
        return min(cap, doubled) * (0.5 + random / 2)
    }
}
