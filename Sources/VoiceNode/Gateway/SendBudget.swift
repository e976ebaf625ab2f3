/// How many messages may still be sent in the current window. The main gateway closes a connection that sends more
/// than 120 in 60 seconds. Times are offsets on the caller's monotonic clock.
struct SendBudget: Sendable {
    /// What the gateway allows, counted as messages arrive: five seconds more than its window, for the first of them may have been
    /// on its way for longer than the last.
    static let gateway = SendBudget(limit: 120, window: .seconds(65))

    private let limit: Int
    private let window: Duration
    private var sent: [Duration] = []

    init(limit: Int, window: Duration) {
        self.limit = limit
        self.window = window
    }

    /// Counts a message if `reserve` more could still be sent after it; false: not now.
    mutating func spend(at now: Duration, keeping reserve: Int = 0) -> Bool {
        sent.removeAll { now - $0 >= window }
        guard sent.count + reserve < limit else { return false }
        sent.append(now)
        return true
    }

    /// How long until a place becomes free.
    func wait(at now: Duration) -> Duration {
        guard let oldest = sent.first else { return .zero }
        return max(.zero, oldest + window - now)
    }
}
