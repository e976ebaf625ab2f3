/// The stretch of a medium that a demuxer is looking at: bytes enter at the end and leave at the front.
///
/// It holds no more than one read beyond what its user waits for, so that the parsers' own limits bound its memory.
struct ByteWindow {
    private var storage: [UInt8] = []
    private var start = 0
    private var incoming: [UInt8]
    /// The medium has ended: nothing more will enter.
    private(set) var isFinished = false

    /// `readSize` is how many bytes one `fill` asks for at most.
    init(readSize: Int = 8192) {
        incoming = [UInt8](repeating: 0, count: readSize)
    }

    /// A window on `bytes` alone.
    init(copying bytes: Span<UInt8>) {
        incoming = []
        storage.reserveCapacity(bytes.count)
        for index in bytes.indices { storage.append(bytes[index]) }
    }

    /// How many bytes can be looked at.
    var count: Int { storage.count - start }

    /// The byte at `offset` from the front. `offset` is less than `count`.
    subscript(offset: Int) -> UInt8 { storage[start + offset] }

    /// Calls `body` with `range` of the visible bytes.
    func withBytes<Result, Failure>(
        _ range: Range<Int>, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(storage.span.extracting(start + range.lowerBound..<start + range.upperBound))
    }

    /// Copies `range` of the visible bytes to the end of `target`.
    func append(_ range: Range<Int>, to target: inout [UInt8]) {
        target.append(contentsOf: storage[start + range.lowerBound..<start + range.upperBound])
    }

    /// Takes `count` bytes away from the front.
    mutating func drop(_ count: Int) {
        precondition(count <= self.count)
        start += count
        if start == storage.count {
            storage.removeAll(keepingCapacity: true)
            start = 0
        }
    }

    /// Reads once from `reader`. At the medium's end `isFinished` becomes true.
    mutating func fill(from reader: any ByteReader) throws {
        var free = incoming.mutableSpan
        let received = try reader.read(into: &free)
        if start > 0, storage.count + received > storage.capacity {
            storage.removeFirst(start)
            start = 0
        }
        storage.append(contentsOf: incoming[..<received])
        isFinished = received == 0
    }
}
