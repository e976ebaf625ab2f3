import Synchronization

/// Milliseconds that stand still until a test moves them.
final class ManualClock: Sendable {
    private let time = Mutex<Int64>(1_790_000_000_000)

    var now: Int64 { time.withLock { $0 } }

    func advance(_ milliseconds: Int64) { time.withLock { $0 += milliseconds } }
}
