internal import DequeModule

/// Counts refused calls (401, 403, 429 but those of scope `shared`) over ten minutes, in steps of a second.
struct InvalidRequestCounter {
    static let period = Duration.seconds(600)

    let limit: Int
    private var seconds: Deque<(at: Duration, count: Int)> = []
    private var total = 0

    init(limit: Int) {
        self.limit = limit
    }

    mutating func count(at now: Duration) {
        forget(at: now)
        total += 1
        if let last = seconds.last, now - last.at < .seconds(1) {
            seconds[seconds.count - 1].count += 1
        } else {
            seconds.append((now, 1))
        }
    }

    /// How long nothing may be sent; nil while there is room.
    mutating func pause(at now: Duration) -> Duration? {
        forget(at: now)
        guard total >= limit, let first = seconds.first else { return nil }
        return first.at + Self.period - now
    }

    static func counts(status: Int, scope: RESTError.Scope?) -> Bool {
        status == 401 || status == 403 || status == 429 && scope != .shared
    }

    private mutating func forget(at now: Duration) {
        while let first = seconds.first, first.at + Self.period <= now {
            total -= first.count
            seconds.removeFirst()
        }
    }
}
