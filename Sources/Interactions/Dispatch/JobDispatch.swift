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
        case notTaken(DeliveryError)
    }

    /// What a call may take beyond the wait it asks for: `NodeClient`'s own margin, and some for this process.
    static let margin: Duration = .milliseconds(850)
    private static let pause: Duration = .milliseconds(200)

    let dependencies: EndpointDependencies
    let time: TimeSource

    /// Tries until `deadline`, but only until `givingUp` while no node is reached. Both are values of the time source.
    func perform(_ job: PlaybackJob, until deadline: Duration, givingUp: Duration) async -> Result {
        var isAccepted = false
        var mayBeTaken = false
        while time.now() < deadline {
            do {
                let status = try await ask(job, isAccepted: isAccepted, until: deadline)
                if let outcome = status.outcome { return .done(outcome) }
                let isNews = !isAccepted
                isAccepted = true
                if isNews { continue }
            } catch let error as DeliveryError where !error.leavesOutcomeOpen && !mayBeTaken && !isAccepted {
                guard error == .nodeUnreachable, time.now() + Self.pause < givingUp else { return .notTaken(error) }
            } catch {
                mayBeTaken = true
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
