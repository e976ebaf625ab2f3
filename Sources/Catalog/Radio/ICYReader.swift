internal import Audio

/// Takes a station's titles out of its sound (the SHOUTcast and Icecast way: after each `icy-metaint` bytes a length byte, then
/// sixteen times as many bytes of text).
final class ICYReader: ByteReader, @unchecked Sendable {  // Only the reading thread touches what varies.
    private let base: RangeResumingReader
    private let interval: Int
    private let announce: @Sendable (String) -> Void
    private var response: Int
    /// Bytes of sound until the next piece of metadata.
    private var untilMetadata: Int
    private var metadata: [UInt8] = []
    /// Bytes of metadata still to come; nil before the length byte.
    private var missing: Int?
    private var title: String?

    /// `base` is open. `announce` is called on the reading thread with each new title.
    init(_ base: RangeResumingReader, interval: Int, announce: @escaping @Sendable (String) -> Void) {
        self.base = base
        self.interval = interval
        self.announce = announce
        response = base.responses
        untilMetadata = interval
    }

    func cancel() { base.cancel() }

    func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        while true {
            let count = try base.read(into: &buffer)
            guard count > 0 else { return 0 }
            if base.responses != response {
                // Another connection counts from its own beginning.
                response = base.responses
                (untilMetadata, missing, metadata) = (interval, nil, [])
            }
            let kept = separate(&buffer, count)
            if kept > 0 { return kept }
        }
    }

    /// Moves the sound to the front; the number of its bytes.
    private func separate(_ buffer: inout MutableSpan<UInt8>, _ count: Int) -> Int {
        var (from, to) = (0, 0)
        while from < count {
            if untilMetadata > 0 {
                let run = min(untilMetadata, count - from)
                if from != to { for index in 0..<run { buffer[to + index] = buffer[from + index] } }
                (from, to, untilMetadata) = (from + run, to + run, untilMetadata - run)
            } else {
                take(buffer[from])
                from += 1
            }
        }
        return to
    }

    private func take(_ byte: UInt8) {
        if let left = missing {
            metadata.append(byte)
            missing = left - 1
        } else {
            missing = Int(byte) * 16
        }
        guard missing == 0 else { return }
        if let found = ICYMetadata.title(metadata), found != title {
            title = found
            announce(found)
        }
        (untilMetadata, missing, metadata) = (interval, nil, [])
    }
}
