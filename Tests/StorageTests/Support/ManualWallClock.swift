import Synchronization

/// Milliseconds since 1970 that stand still until a test moves them.
final class ManualWallClock: Sendable {
    static let start: Int64 = 1_790_000_000_000
    private let time = Mutex(start)

    var now: Int64 { time.withLock { $0 } }

    func advance(by duration: Duration) {
        time.withLock { $0 += Int64(duration / .milliseconds(1)) }
    }
}
