internal import Jobs
internal import Synchronization

/// The jobs that this process has started, for as long as stored ones might be started beside them.
final class StartedJobs: Sendable {
    /// Nil once nothing is compared any more.
    private let jobs = Mutex<Set<JobID>?>([])

    /// Whether the job was not started before.
    func isFirst(_ job: JobID) -> Bool {
        jobs.withLock { $0 == nil || $0?.insert(job).inserted == true }
    }

    func forget() {
        jobs.withLock { $0 = nil }
    }
}
