/// Which of a sender's frames were received, so that none is taken twice.
struct ReplayWindow {
    /// Skipped counters that may still arrive; older ones are forgotten.
    static let largestGap: UInt64 = 1000

    /// A sender's first counter is 1.
    private var newest: UInt64 = 0
    private var missing: Set<UInt64> = []

    func accepts(_ counter: UInt64) -> Bool {
        counter > newest || missing.contains(counter)
    }

    /// To be called for authentic frames only.
    mutating func record(_ counter: UInt64) {
        guard counter > newest else {
            missing.remove(counter)
            return
        }
        let oldest = counter > Self.largestGap ? counter - Self.largestGap : 1
        if missing.contains(where: { $0 < oldest }) { missing = missing.filter { $0 >= oldest } }
        missing.formUnion(max(newest + 1, oldest)..<counter)
        newest = counter
    }
}
