/// Walks the boxes of an MPEG-4 file at one level. Source: ISO/IEC 14496-12 §4.2.
struct MP4Boxes {
    struct Box: Equatable {
        let type: UInt32
        /// Where the box begins, header included.
        let start: Int
        let headerSize: Int
        /// Header included. A box that goes on to the file's end has `Int.max - start`.
        let size: Int

        var end: Int { start + size }
        var bodyStart: Int { start + headerSize }
    }

    static let fileType = code("ftyp")
    static let movie = code("moov")
    static let mediaData = code("mdat")
    /// Boxes that a file may begin with.
    private static let first: Set<UInt32> = [
        fileType, movie, mediaData, code("free"), code("skip"), code("wide"), code("pnot"), code("styp"),
    ]

    /// Where the next box begins.
    private(set) var position: Int

    init(at position: Int = 0) {
        self.position = position
    }

    /// The next box by its header; nil when too few bytes are known or when what stands there is no box.
    mutating func next(in bytes: Span<UInt8>) -> Box? {
        guard position >= 0, position <= bytes.count - 8 else { return nil }
        let short = Self.number(in: bytes, at: position, width: 4)
        let type = UInt32(truncatingIfNeeded: Self.number(in: bytes, at: position + 4, width: 4))
        var headerSize = 8
        var size = Int(short)
        if short == 1 {
            guard position <= bytes.count - 16,
                let long = Int(exactly: Self.number(in: bytes, at: position + 8, width: 8))
            else { return nil }
            headerSize = 16
            size = long
        } else if short == 0 {
            size = Int.max - position
        }
        guard size >= headerSize, size <= Int.max - position else { return nil }
        let box = Box(type: type, start: position, headerSize: headerSize, size: size)
        position = box.end
        return box
    }

    static func looksLikeMP4(_ bytes: Span<UInt8>) -> Bool {
        var boxes = MP4Boxes()
        return boxes.next(in: bytes).map { first.contains($0.type) } ?? false
    }

    /// A big-endian number.
    static func number(in bytes: Span<UInt8>, at offset: Int, width: Int) -> UInt64 {
        (0..<width).reduce(0) { $0 << 8 | UInt64(bytes[offset + $1]) }
    }

    static func code(_ name: String) -> UInt32 {
        name.utf8.reduce(0) { $0 << 8 | UInt32($1) }
    }
}
