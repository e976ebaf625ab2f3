internal import CPOSIX
internal import Glibc
internal import Synchronization

/// A file without a name, which only this process can reach and which goes when it is closed.
final class SpoolFile: Sendable {
    private let descriptor: Int32
    private let space: SpoolSpace
    /// What it took of `space`.
    private let taken = Atomic(0)

    init(in directory: String, of space: SpoolSpace) throws(TrackError) {
        self.space = space
        descriptor = unsafe cposix_open_unnamed(directory)
        guard descriptor >= 0 else { throw .system(call: "open", code: -descriptor) }
    }

    deinit {
        close(descriptor)
        space.give(taken.load(ordering: .relaxed))
    }

    /// How many bytes it holds.
    var size: Int {
        var facts = stat()
        return unsafe fstat(descriptor, &facts) == 0 ? Int(facts.st_size) : 0
    }

    /// Stores all that `reader` gives, and refuses more than `limit` bytes. Where the space is used up, that is a full disk.
    func store(_ reader: any ByteReader, limit: Int) throws {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var total = 0
        while true {
            var free = buffer.mutableSpan
            let count = try reader.read(into: &free)
            guard count > 0 else { return }
            total += count
            guard total <= limit else { throw TrackError.tooLarge(limit: limit) }
            guard space.take(count) else { throw TrackError.system(call: "spool", code: ENOSPC) }
            taken.wrappingAdd(count, ordering: .relaxed)
            try write(buffer[..<count])
        }
    }

    /// The bytes of `range`, which lies inside the file.
    func bytes(_ range: Range<Int>) throws(TrackError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var filled = 0
        while filled < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes { target in
                unsafe pread(
                    descriptor, target.baseAddress.map { unsafe $0 + filled }, target.count - filled,
                    range.lowerBound + filled)
            }
            guard count > 0 || count < 0 && errno == EINTR else { throw .system(call: "pread", code: errno) }
            filled += max(count, 0)
        }
        return bytes
    }

    /// Reads once at `position`; 0 at the end.
    func read(into buffer: inout MutableSpan<UInt8>, at position: Int, atMost limit: Int) throws(TrackError) -> Int {
        while true {
            let count = unsafe buffer.withUnsafeMutableBufferPointer {
                unsafe pread(descriptor, $0.baseAddress, min($0.count, limit), position)
            }
            if count >= 0 { return count }
            guard errno == EINTR else { throw .system(call: "pread", code: errno) }
        }
    }

    private func write(_ bytes: ArraySlice<UInt8>) throws(TrackError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 || errno == EINTR else { throw .system(call: "write", code: errno) }
            rest = rest.dropFirst(max(count, 0))
        }
    }
}
