/// The answer of the node's port to a delivered or queried job.
package struct JobStatus: Codable, Hashable, Sendable {
    package enum State: String, Codable, Sendable {
        /// Stored, so that it will be done; no outcome yet.
        case accepted
        case done
    }

    package var id: JobID
    package var state: State
    /// Present when and only when the state is `done`.
    package var outcome: JobOutcome?

    package init(accepted id: JobID) {
        self.id = id
        state = .accepted
        outcome = nil
    }

    package init(done id: JobID, outcome: JobOutcome) {
        self.id = id
        state = .done
        self.outcome = outcome
    }
}
