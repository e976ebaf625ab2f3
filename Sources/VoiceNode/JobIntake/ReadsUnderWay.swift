internal import Jobs
internal import Synchronization

/// The jobs that only read and have no outcome yet.
final class ReadsUnderWay: Sendable {
    /// More are not compared: they may then be done twice.
    private static let limit = 1_024

    private let jobs = Mutex<Set<JobID>>([])

    /// Whether it was not under way.
    func begin(_ job: JobID) -> Bool {
        jobs.withLock { jobs in
            guard jobs.count < Self.limit else { return true }
            return jobs.insert(job).inserted
        }
    }

    func end(_ job: JobID) {
        jobs.withLock { _ = $0.remove(job) }
    }
}
