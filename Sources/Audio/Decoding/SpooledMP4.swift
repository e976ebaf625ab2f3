internal import CPOSIX
internal import Glibc
internal import Synchronization

/// An MPEG-4 file whose index comes last, put in an order that can be read from a pipe.
///
/// The file is stored in a place without a name that only this process can reach, and is read back with the index in
/// front of the media data. So ffmpeg needs no access to any file for it. Read by one thread at a time.
final class SpooledMP4: ByteReader, @unchecked Sendable {  // Only `next` changes, and only on the reading thread.
    let facts: MediaFacts
    private let file: SpoolFile
    private let index: [UInt8]
    /// Where the index goes: right behind the file's type, as near to the front as may be.
    private let front: Int
    /// Where the index was.
    private let place: Range<Int>
    private let isCancelled = Atomic(false)
    /// The next byte to be read, counted in the new order.
    private var next = 0

    /// Stores all of `reader`'s medium in `directory`. More than `limit` bytes of it are refused.
    init(
        _ reader: any ByteReader, in directory: String, limit: Int, of space: SpoolSpace = .ofProcess
    ) throws {
        file = try SpoolFile(in: directory, of: space)
        try file.store(reader, limit: limit)
        (front, place) = try MP4Index.locate(in: file)
        var index = try file.bytes(place)
        facts = MP4Facts.facts(in: index.span)
        try MP4Index.shift(&index, by: place.count, within: front..<place.lowerBound)
        self.index = index
    }

    func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        guard !isCancelled.load(ordering: .relaxed) else { throw CancellationError() }
        let count: Int
        if next < front {
            count = try file.read(into: &buffer, at: next, atMost: front - next)
        } else if next < front + index.count {
            count = min(buffer.count, front + index.count - next)
            for offset in 0..<count { buffer[offset] = index[next - front + offset] }
        } else if next < place.upperBound {
            count = try file.read(into: &buffer, at: next - index.count, atMost: place.upperBound - next)
        } else {
            count = try file.read(into: &buffer, at: next, atMost: buffer.count)
        }
        next += count
        return count
    }

    func cancel() { isCancelled.store(true, ordering: .relaxed) }
}
