import Synchronization

@testable import Interactions

/// Clocks that stand still until a test turns them.
final class ManualTime: Sendable {
    private struct Sleeper {
        var id: Int
        var duration: Duration
        var end: Duration
        var wake: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now: Duration = .zero
        var lastID = 0
        var sleepers: [Sleeper] = []
        var cancelled: Set<Int> = []
        var watchers: [(duration: Duration, seen: CheckedContinuation<Void, Never>)] = []
    }

    /// Milliseconds since 1970 at the start.
    static let epoch: Int64 = 1_790_000_000_000

    private let state = Mutex(State())

    var now: Duration { state.withLock { $0.now } }

    var unixMilliseconds: Int64 { Self.epoch + Int64(now / .milliseconds(1)) }

    var source: TimeSource {
        TimeSource(
            now: { self.now }, sleep: { try await self.sleep($0) }, unixMilliseconds: { self.unixMilliseconds })
    }

    /// Wakes every sleeper whose time has come.
    func advance(by duration: Duration) {
        let woken = state.withLock { state -> [Sleeper] in
            state.now += duration
            let woken = state.sleepers.filter { $0.end <= state.now }
            state.sleepers.removeAll { $0.end <= state.now }
            return woken
        }
        for sleeper in woken { sleeper.wake.resume() }
    }

    func advance(to moment: Duration) {
        advance(by: max(moment - now, .zero))
    }

    /// Returns once someone sleeps who asked for exactly this long, or the test is cancelled.
    func untilSomeoneSleeps(for duration: Duration) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if Task.isCancelled || state.sleepers.contains(where: { $0.duration == duration }) { return true }
                    state.watchers.append((duration, continuation))
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let watchers = state.withLock { state in
                defer { state.watchers = [] }
                return state.watchers
            }
            for watcher in watchers { watcher.seen.resume() }
        }
    }

    private func sleep(_ duration: Duration) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enter(Sleeper(id: id, duration: duration, end: now + duration, wake: continuation))
            }
        } onCancel: {
            cancel(id)
        }
    }

    private func enter(_ sleeper: Sleeper) {
        let (isCancelled, seen) = state.withLock { state -> (Bool, [CheckedContinuation<Void, Never>]) in
            if state.cancelled.remove(sleeper.id) != nil { return (true, []) }
            state.sleepers.append(sleeper)
            let seen = state.watchers.filter { $0.duration == sleeper.duration }.map(\.seen)
            state.watchers.removeAll { $0.duration == sleeper.duration }
            return (false, seen)
        }
        if isCancelled { sleeper.wake.resume(throwing: CancellationError()) }
        for watcher in seen { watcher.resume() }
    }

    private func cancel(_ id: Int) {
        let sleeper = state.withLock { state -> Sleeper? in
            guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
                state.cancelled.insert(id)
                return nil
            }
            return state.sleepers.remove(at: index)
        }
        sleeper?.wake.resume(throwing: CancellationError())
    }
}
