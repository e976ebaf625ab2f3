internal import Access
internal import Interactions
internal import Web

/// What the endpoint tells the operators' pages, in one process.
struct OperatorsDesk {
    let denied: DeniedAttempts
    let times: ResponseTimes

    init(now: @escaping @Sendable () -> Int64) {
        denied = DeniedAttempts(now: now)
        times = ResponseTimes(now: now)
    }

    /// A deferred answer counts by the time it was deferred in; its end isn't counted again.
    func observe(_ interaction: InteractionObservation) {
        switch interaction.result {
        case .answered, .deferred, .failed, .refused, .repeated:
            times.record(interaction.duration, isError: false)
        case .unavailable, .unfinished: times.record(interaction.duration, isError: true)
        case .finished, .unauthorized, .malformed: break
        }
    }
}
