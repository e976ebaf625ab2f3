/// The layout of an encrypted media frame: `ciphertext | tag | counter | ranges | size | FA FA`.
///
/// Everything behind the ciphertext is the supplemental data; its size counts itself and the two marker bytes.
/// Source: the DAVE protocol, "Media frame encryption".
enum FrameFormat {
    static let marker: UInt8 = 0xFA
    static let tagSize = 8
    /// Tag, the size byte and the marker.
    static let smallestSupplement = tagSize + 1 + 2
    static let nonceSize = 12
    /// What Discord's clients send while nobody speaks; receivers let it pass unencrypted.
    static let silence: [UInt8] = [0xF8, 0xFF, 0xFE]
}

/// An encrypted frame taken apart. Whether it is authentic is not known yet.
struct ParsedFrame: Equatable {
    /// All bytes before the supplemental data.
    let body: Range<Int>
    let tag: Range<Int>
    /// As sent: the low 32 bits of the sender's counter.
    let counter: UInt32
    /// Parts of the body that were not encrypted, in order.
    let clearRanges: [Range<Int>]

    /// Nil if the bytes are no encrypted frame.
    init?(_ frame: [UInt8]) {
        guard frame.count >= FrameFormat.smallestSupplement,
            frame[frame.count - 1] == FrameFormat.marker, frame[frame.count - 2] == FrameFormat.marker
        else { return nil }
        let supplement = Int(frame[frame.count - 3])
        guard (FrameFormat.smallestSupplement...frame.count).contains(supplement) else { return nil }
        let bodyEnd = frame.count - supplement
        let tagEnd = bodyEnd + FrameFormat.tagSize
        var reader = ULEB128.Reader(frame[tagEnd..<(frame.count - 3)])
        guard let value = reader.next(), let counter = UInt32(exactly: value) else { return nil }
        var ranges: [Range<Int>] = []
        while !reader.isAtEnd {
            guard let offset = reader.next(), let size = reader.next(),
                offset <= UInt64(bodyEnd), size <= UInt64(bodyEnd) - offset
            else { return nil }
            let range = Int(offset)..<Int(offset + size)
            guard range.lowerBound >= ranges.last?.upperBound ?? 0 else { return nil }
            ranges.append(range)
        }
        body = 0..<bodyEnd
        tag = bodyEnd..<tagEnd
        self.counter = counter
        clearRanges = ranges
    }
}
