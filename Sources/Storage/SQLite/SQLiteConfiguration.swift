internal import FoundationEssentials

/// How a SQLite store behaves. The defaults suit a machine that must answer a member within three seconds.
package struct SQLiteConfiguration: Sendable {
    /// The folder of the database files; created with mode 0700 where it is missing.
    package var directory: String
    /// How long one access waits for another process's lock before it throws `locked`.
    package var busyTimeout: Duration = .milliseconds(600)
    /// How long a caller waits in all before it gets `timedOut` or `unanswered`. Longer than `busyTimeout`.
    package var deadline: Duration = .milliseconds(1500)
    /// How long opening and migrating may take.
    package var openingDeadline: Duration = .seconds(15)
    /// Accesses that may wait for one connection; the next one throws `busy`.
    package var maximumWaiting = 1024
    /// The clock that times to live and leases are measured by, in milliseconds since 1970-01-01 UTC.
    package var now: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }

    package init(directory: String) {
        self.directory = directory
    }
}
