internal import DequeModule

/// One of Discord's buckets: how many calls it has room for, and who waits for room, first come first served.
struct RateLimitBucket {
    private enum Capacity {
        /// Nothing is known before the first answer: one call at a time.
        case unknown
        /// Discord counts nothing here.
        case unlimited
        /// `reset` is nil between the end of one window and the first answer in the next.
        case window(limit: Int, remaining: Int, reset: Duration?)
    }

    private var capacity = Capacity.unknown
    private var blockedUntil: Duration?
    private(set) var inFlight = 0
    var queue: Deque<UInt64> = []

    /// When the next call may start; nil if only an answer can tell.
    mutating func earliest(at now: Duration) -> Duration? {
        if let blockedUntil, blockedUntil > now { return blockedUntil }
        blockedUntil = nil
        switch capacity {
        case .unknown: return inFlight == 0 ? now : nil
        case .unlimited: return now
        case .window(let limit, let remaining, let reset):
            if let reset, reset <= now {
                capacity = .window(limit: limit, remaining: max(0, limit - inFlight), reset: nil)
                return earliest(at: now)
            }
            return remaining > 0 ? now : reset
        }
    }

    mutating func start() {
        inFlight += 1
        if case .window(let limit, let remaining, let reset) = capacity {
            capacity = .window(limit: limit, remaining: remaining - 1, reset: reset)
        }
    }

    /// An answer came, or, with nil, never will.
    mutating func finish(_ report: RateLimitReport?, at now: Duration) {
        inFlight -= 1
        if let window = report?.window {
            // What is still under way is not in the server's count yet.
            capacity = .window(
                limit: window.limit, remaining: max(0, window.remaining - inFlight), reset: now + window.resetAfter)
        } else if report != nil, report?.refusal == nil, case .unknown = capacity {
            capacity = .unlimited
        } else if inFlight == 0, case .window(_, _, nil) = capacity {
            capacity = .unknown
        }
        if let refusal = report?.refusal, refusal.scope != .global {
            blockedUntil = max(blockedUntil ?? now, now + refusal.retryAfter)
        }
    }

    /// Whether it can be forgotten without losing count.
    func isIdle(at now: Duration) -> Bool {
        guard queue.isEmpty, inFlight == 0, (blockedUntil ?? now) <= now else { return false }
        if case .window(_, _, let reset?) = capacity { return reset <= now }
        return true
    }

    /// Takes over those who waited in a bucket that turned out to be this one.
    mutating func adopt(_ other: RateLimitBucket) {
        queue.append(contentsOf: other.queue)
        inFlight += other.inFlight
        if let until = other.blockedUntil { blockedUntil = max(blockedUntil ?? until, until) }
    }
}
