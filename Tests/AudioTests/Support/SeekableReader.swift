import Synchronization

@testable import Audio

/// A medium in memory that can be read on anywhere; counts what was read.
final class SeekableReader: ByteReader {
    private let bytes: [UInt8]
    private let state = Mutex((position: 0, read: 0, seeks: 0))
    /// How many places it gives before it turns out that it can't.
    private let promises: Int
    private let isBroken = Mutex(false)

    init(_ bytes: [UInt8], keepingPromises promises: Int = .max) {
        self.bytes = bytes
        self.promises = promises
    }

    var bytesRead: Int { state.withLock { $0.read } }
    var seeks: Int { state.withLock { $0.seeks } }

    func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        let (start, seeks) = state.withLock { ($0.position, $0.seeks) }
        if start > 0, seeks > promises, !isBroken.withLock({ $0 }) {
            isBroken.withLock { $0 = true }
            state.withLock { $0.position = 0 }
            throw PlaceUnreachable()
        }
        let count = min(buffer.count, 4096, bytes.count - start)
        for index in 0..<count { buffer[index] = bytes[start + index] }
        state.withLock { $0 = (start + count, $0.read + count, $0.seeks) }
        return count
    }

    var seekableSize: UInt64? { isBroken.withLock { $0 } ? nil : UInt64(bytes.count) }

    func seek(to offset: UInt64) throws {
        // Its beginning every medium gives: that is no place it was entered at.
        state.withLock { $0 = (Int(offset), $0.read, $0.seeks + (offset > 0 ? 1 : 0)) }
    }

    func cancel() {}
}
