import Synchronization

@testable import Audio

/// A medium in memory, given out in pieces of at most `step` bytes; `failure` is what comes after its last byte.
final class MemoryReader: ByteReader {
    struct Lost: Error, Equatable {}

    private let bytes: [UInt8]
    private let step: Int
    private let failure: (any Error)?
    private let position = Mutex(0)
    private let isCancelled = Atomic(false)

    init(_ bytes: [UInt8], step: Int = 4096, failure: (any Error)? = nil) {
        self.bytes = bytes
        self.step = step
        self.failure = failure
    }

    var wasCancelled: Bool { isCancelled.load(ordering: .acquiring) }

    func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        guard !wasCancelled else { throw CancellationError() }
        let start = position.withLock { $0 }
        let count = min(buffer.count, step, bytes.count - start)
        if count == 0, let failure { throw failure }
        for index in 0..<count { buffer[index] = bytes[start + index] }
        position.withLock { $0 = start + count }
        return count
    }

    func cancel() { isCancelled.store(true, ordering: .releasing) }
}

/// A medium that repeats `bytes` for ever, or gives nothing for ever after `bytes` where it does not repeat.
final class EndlessReader: ByteReader {
    private let bytes: [UInt8]
    private let repeats: Bool
    private let state = Mutex((position: 0, total: 0))
    private let isCancelled = Atomic(false)

    init(_ bytes: [UInt8], repeats: Bool) {
        self.bytes = bytes
        self.repeats = repeats
    }

    var total: Int { state.withLock { $0.total } }

    func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        while !isCancelled.load(ordering: .acquiring) {
            var start = state.withLock { $0.position }
            if start == bytes.count, repeats { start = 0 }
            let count = min(buffer.count, bytes.count - start)
            for index in 0..<count { buffer[index] = bytes[start + index] }
            state.withLock { $0 = (start + count, $0.total + count) }
            if count > 0 { return count }
            // Waits as a stalled connection does; the cancellation ends it.
            try blockUntilCancelled()
        }
        throw CancellationError()
    }

    func cancel() { isCancelled.store(true, ordering: .releasing) }

    private func blockUntilCancelled() throws {
        while !isCancelled.load(ordering: .acquiring) { pause(milliseconds: 2) }
        throw CancellationError()
    }
}
