/// The stretch of a medium that a demuxer is looking at: bytes enter at the end and leave at the front.
///
/// It holds no more than one read beyond what its user waits for, so that the parsers' own limits bound its memory.
struct ByteWindow {
    /// Storage grows by whole pages of memory.
    private static let step = 4096

    private var storage: [UInt8] = []
    /// What can be looked at, within `storage`.
    private var visible = 0..<0
    private let readSize: Int
    /// The medium has ended: nothing more will enter.
    private(set) var isFinished = false
    /// Where in the medium the front stands, in bytes.
    private(set) var position: UInt64 = 0

    /// `readSize` is how many bytes one `fill` asks for at most; `position` is where in the medium the first one reads.
    init(readSize: Int = 4096, position: UInt64 = 0) {
        self.readSize = readSize
        self.position = position
    }

    /// A window on `bytes` alone.
    init(copying bytes: Span<UInt8>) {
        readSize = 0
        storage.reserveCapacity(bytes.count)
        for index in bytes.indices { storage.append(bytes[index]) }
        visible = 0..<storage.count
    }

    /// How many bytes can be looked at.
    var count: Int { visible.count }

    /// The byte at `offset` from the front. `offset` is less than `count`.
    subscript(offset: Int) -> UInt8 { storage[visible.lowerBound + offset] }

    /// Calls `body` with `range` of the visible bytes.
    func withBytes<Result, Failure>(
        _ range: Range<Int>, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(storage.span.extracting(visible.lowerBound + range.lowerBound..<visible.lowerBound + range.upperBound))
    }

    /// Copies `range` of the visible bytes to the end of `target`.
    func append(_ range: Range<Int>, to target: inout [UInt8]) {
        target.append(
            contentsOf: storage[visible.lowerBound + range.lowerBound..<visible.lowerBound + range.upperBound])
    }

    /// Takes `count` bytes away from the front.
    mutating func drop(_ count: Int) {
        precondition(count <= self.count)
        position += UInt64(count)
        visible = visible.lowerBound + count..<visible.upperBound
        if visible.isEmpty { visible = 0..<0 }
    }

    /// Reads once from `reader`. At the medium's end `isFinished` becomes true.
    mutating func fill(from reader: any ByteReader) throws {
        makeRoom()
        let free = visible.upperBound..<visible.upperBound + readSize
        var span = storage.mutableSpan
        var room = span._mutatingExtracting(free)
        let received = try reader.read(into: &room)
        visible = visible.lowerBound..<free.lowerBound + received
        isFinished = received == 0
    }

    /// Makes room for one read behind what is visible, by moving that to the front and, where that is too little, to more.
    private mutating func makeRoom() {
        guard storage.count - visible.upperBound < readSize else { return }
        let missing = visible.count + readSize - storage.count
        if missing > 0 {
            let steps = (storage.count + missing + Self.step - 1) / Self.step
            var longer = [UInt8](repeating: 0, count: steps * Self.step)
            longer.replaceSubrange(0..<visible.count, with: storage[visible])
            storage = longer
        } else {
            unsafe storage.withUnsafeMutableBufferPointer { [visible] bytes in
                guard let start = bytes.baseAddress else { return }
                unsafe start.update(from: start + visible.lowerBound, count: visible.count)
            }
        }
        visible = 0..<visible.count
    }
}
