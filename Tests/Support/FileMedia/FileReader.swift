internal import Audio
internal import Glibc
internal import Synchronization

/// Reads a regular file of this machine from its beginning.
package final class FileReader: ByteReader {
    /// The file cannot be opened or read. `code` is the system's `errno`.
    package struct Failure: Error, Equatable {
        package let path: String
        package let code: Int32
    }

    private let path: String
    private let descriptor: Int32
    private let isCancelled = Atomic(false)

    package init(path: String) throws {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    package func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        while !isCancelled.load(ordering: .relaxed) {
            let count = unsafe buffer.withUnsafeMutableBufferPointer {
                unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if count >= 0 { return count }
            guard errno == EINTR else { throw Failure(path: path, code: errno) }
        }
        throw CancellationError()
    }

    package var seekableSize: UInt64? {
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
        return UInt64(max(facts.st_size, 0))
    }

    package func seek(to offset: UInt64) throws {
        guard lseek(descriptor, Int(clamping: offset), SEEK_SET) >= 0 else { throw Failure(path: path, code: errno) }
    }

    package func cancel() { isCancelled.store(true, ordering: .relaxed) }
}
