/// A place in the queue as people count it.
struct QueuePosition: Sendable {
    /// As many as a queue may hold.
    static let range: ClosedRange<Int64> = 1...10_000

    let number: Int

    /// Nil outside the range.
    init?(_ number: Int64) {
        guard Self.range.contains(number) else { return nil }
        self.number = Int(number)
    }
}
