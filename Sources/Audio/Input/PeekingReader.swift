/// A reader whose first bytes can be looked at before they are read.
///
/// Used by one thread at a time; only `cancel()` may come from another.
final class PeekingReader: ByteReader, @unchecked Sendable {  // Only the reading thread touches `window`.
    private let base: any ByteReader
    private var window = ByteWindow()

    init(_ base: any ByteReader) {
        self.base = base
    }

    /// Calls `body` with the medium's first bytes: at least `count`, fewer only where the medium is shorter.
    ///
    /// Only before the first `read`.
    func peek<Result>(atLeast count: Int, _ body: (Span<UInt8>) -> Result) throws -> Result {
        while window.count < count, !window.isFinished { try window.fill(from: base) }
        return window.withBytes(0..<window.count, body)
    }

    func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        guard window.count > 0 else { return try base.read(into: &buffer) }
        let count = min(buffer.count, window.count)
        window.withBytes(0..<count) { bytes in
            for index in 0..<count { buffer[index] = bytes[index] }
        }
        window.drop(count)
        if window.count == 0 { window = ByteWindow(readSize: 0) }
        return count
    }

    var seekableSize: UInt64? { base.seekableSize }

    func seek(to offset: UInt64) throws {
        window = ByteWindow(readSize: 0)
        try base.seek(to: offset)
    }

    func cancel() { base.cancel() }
}
