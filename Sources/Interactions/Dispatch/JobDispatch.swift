internal import Jobs

/// Brings one job to the node and waits for its outcome as long as an inline answer allows.
struct JobDispatch: Sendable {
    enum Result: Sendable, Hashable {
        case done(JobOutcome)
        /// The node holds the job.
        case accepted
        /// Whether the node holds the job is not known.
        case unanswered
        /// Nothing was changed.
        case unreachable
        /// Nothing was changed.
        case busy
        /// A defect. Nothing was changed.
        case refused
    }

    /// Left to the network when the node is told how long to wait.
    private static let margin: Duration = .milliseconds(150)
    private static let pause: Duration = .milliseconds(200)

    let dependencies: EndpointDependencies
    let time: TimeSource

    /// Tries until `deadline`, but only until `givingUp` while no node is reached. Both are values of the time source.
    func perform(_ job: PlaybackJob, until deadline: Duration, givingUp: Duration) async -> Result {
        var isAccepted = false
        var wasSent = false
        while time.now() < deadline {
            do {
                let status = try await ask(job, isAccepted: isAccepted, until: deadline)
                if let outcome = status.outcome { return .done(outcome) }
                let isNews = !isAccepted
                isAccepted = true
                if isNews { continue }
            } catch DeliveryProblem.busy where !wasSent && !isAccepted {
                return .busy
            } catch DeliveryProblem.refused {
                return .refused
            } catch DeliveryProblem.unreachable where !wasSent && !isAccepted {
                guard time.now() + Self.pause < givingUp else { return .unreachable }
            } catch {
                wasSent = true
            }
            // Questions wait at the node; the pause keeps a node that answers at once from being asked in a loop.
            let rest = deadline - time.now()
            guard rest > .zero, (try? await time.sleep(min(Self.pause, rest))) != nil else { break }
        }
        return isAccepted ? .accepted : .unanswered
    }

    private func ask(_ job: PlaybackJob, isAccepted: Bool, until deadline: Duration) async throws -> JobStatus {
        let wait = max(deadline - time.now() - Self.margin, .zero)
        let dependencies = dependencies
        return try await time.bounded(until: deadline) {
            try await isAccepted ? dependencies.outcome(job, wait) : dependencies.deliver(job, wait)
        }
    }
}
