internal import Synchronization

/// How often something may be done under one name within a time that slides. Kept in memory: a restart forgives.
final class RateLimit<Key: Hashable & Sendable>: Sendable {
    private let limit: Int
    /// Milliseconds.
    private let window: Int64
    private let capacity: Int
    private let now: @Sendable () -> Int64
    private let uses = Mutex<[Key: [Int64]]>([:])

    /// Beyond `capacity` names at once, those whose time is over are forgotten, and then the longest idle ones.
    init(_ limit: Int, within window: Duration, capacity: Int = 10_000, now: @escaping @Sendable () -> Int64) {
        self.limit = limit
        self.window = Int64(window / .milliseconds(1))
        self.capacity = capacity
        self.now = now
    }

    /// Counts one more use, unless there were too many already.
    func allows(_ key: Key) -> Bool {
        let now = now()
        return uses.withLock { uses in
            if uses[key] == nil, uses.count >= capacity { makeRoom(in: &uses, now) }
            let recent = (uses[key] ?? []).filter { now - $0 < window }
            guard recent.count < limit else {
                uses[key] = recent
                return false
            }
            uses[key] = recent + [now]
            return true
        }
    }

    private func makeRoom(in uses: inout [Key: [Int64]], _ now: Int64) {
        uses = uses.filter { now - ($0.value.last ?? 0) < window }
        guard uses.count >= capacity else { return }
        let oldest = uses.sorted { ($0.value.last ?? 0) < ($1.value.last ?? 0) }.prefix(capacity / 10)
        for (key, _) in oldest { uses[key] = nil }
    }
}
