internal import DequeModule

/// At most so many calls in any second, and none while Discord forbids all.
struct GlobalLimit {
    private static let period = Duration.seconds(1)

    let limit: Int
    private var starts: Deque<Duration> = []
    private var blockedUntil: Duration?

    init(limit: Int) {
        self.limit = limit
    }

    /// When the next call may start; not before `now`.
    mutating func earliest(at now: Duration) -> Duration {
        while let first = starts.first, first + Self.period <= now { starts.removeFirst() }
        if let blockedUntil, blockedUntil > now { return blockedUntil }
        blockedUntil = nil
        guard starts.count >= limit, let first = starts.first else { return now }
        return first + Self.period
    }

    mutating func start(at now: Duration) { starts.append(now) }

    mutating func block(until: Duration) { blockedUntil = max(blockedUntil ?? until, until) }
}
