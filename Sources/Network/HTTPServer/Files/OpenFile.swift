internal import Glibc
internal import Synchronization

/// An open regular file. Closed when the last copy is gone, unless someone took the descriptor over.
package final class OpenFile: Sendable {
    private let descriptor: Mutex<Int32?>
    /// Bytes, when it was opened.
    package let size: Int
    /// When its content last changed: seconds since 1970 and nanoseconds.
    let modified: (seconds: Int, nanoseconds: Int)

    /// Nil unless it is a regular file. Takes the descriptor over in any case.
    init?(taking descriptor: Int32) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            return nil
        }
        self.descriptor = Mutex(descriptor)
        size = Int(status.st_size)
        modified = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    }

    deinit {
        if let descriptor = release() { close(descriptor) }
    }

    /// The descriptor, for the caller to close. Nil if someone has it already.
    func release() -> Int32? {
        descriptor.withLock { descriptor in
            defer { descriptor = nil }
            return descriptor
        }
    }
}
