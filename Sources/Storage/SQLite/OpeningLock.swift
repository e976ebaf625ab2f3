internal import Glibc

/// Keeps processes apart that create or migrate the files of one folder at the same time: SQLite does not wait where one
/// connection changes the journal mode under another. Held for the few milliseconds of opening; the kernel drops it with its
/// process.
struct OpeningLock: ~Copyable {
    private let descriptor: Int32

    /// Blocks until the lock is free, at most until `end`.
    init(folder: String, until end: ContinuousClock.Instant) throws(StoreError) {
        let path = folder + "/opening.lock"
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .unavailable("can't create \(path): \(unsafe String(cString: strerror(errno)))")
        }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR, ContinuousClock.now < end else {
                close(descriptor)
                throw .locked
            }
            usleep(5_000)
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }
}
