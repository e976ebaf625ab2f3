internal import Jobs
internal import Synchronization

/// Where those who wait for a job's outcome meet those who know it.
///
/// The last outcomes are remembered for a while, so that asking just after the end costs no read of the store.
final class OutcomeBoard: Sendable {
    private static let remembered = 512

    private struct State {
        var waiting: [JobID: [Int: CheckedContinuation<JobOutcome?, Never>]] = [:]
        var outcomes: [JobID: JobOutcome] = [:]
        var order: [JobID] = []
        var nextWaiter = 0
    }

    private let state = Mutex(State())
    private let clock: any Clock<Duration>

    init(clock: any Clock<Duration> = ContinuousClock()) {
        self.clock = clock
    }

    func post(_ outcome: JobOutcome, of job: JobID) {
        let waiting = state.withLock { state in
            if state.outcomes.updateValue(outcome, forKey: job) == nil { state.order.append(job) }
            if state.order.count > Self.remembered { state.outcomes[state.order.removeFirst()] = nil }
            return state.waiting.removeValue(forKey: job)
        }
        for waiter in (waiting ?? [:]).values { waiter.resume(returning: outcome) }
    }

    /// The outcome, or nil if it does not come within `limit` or the task is cancelled.
    func outcome(of job: JobID, within limit: Duration) async -> JobOutcome? {
        if let outcome = state.withLock({ $0.outcomes[job] }) { return outcome }
        guard limit > .zero else { return nil }
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return await withTaskGroup(of: JobOutcome?.self) { group in
            group.addTask { await self.wait(for: job, as: number) }
            group.addTask {
                // Cancelled when the outcome came first.
                try? await self.clock.sleep(for: limit)
                self.giveUp(job, number)
                return nil
            }
            defer { group.cancelAll() }
            for await outcome in group {
                guard let outcome else { return nil }
                return outcome
            }
            return nil
        }
    }

    private func wait(for job: JobID, as number: Int) async -> JobOutcome? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known = state.withLock { state -> JobOutcome?? in
                    if let outcome = state.outcomes[job] { return .some(outcome) }
                    if Task.isCancelled { return .some(nil) }
                    state.waiting[job, default: [:]][number] = continuation
                    return nil
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            giveUp(job, number)
        }
    }

    private func giveUp(_ job: JobID, _ number: Int) {
        let waiter = state.withLock { state in
            let waiter = state.waiting[job]?.removeValue(forKey: number)
            if state.waiting[job]?.isEmpty == true { state.waiting[job] = nil }
            return waiter
        }
        waiter?.resume(returning: nil)
    }
}
