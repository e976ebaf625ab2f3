/// Title, artist and length of an MP3: its ID3v2 tag and the first frame behind it.
/// Source: the informal standards ID3v2.2, 2.3 and 2.4 at id3.org.
enum ID3Tag {
    /// What the first frame may take: the largest one and its header.
    private static let firstFrame = 2048

    static func find(in bytes: Span<UInt8>) -> MediaFacts.Finding {
        var facts = MediaFacts()
        var end = 0
        if bytes.has("ID3"), let version = bytes.bigEndian(at: 3, 1), let size = synchsafe(in: bytes, at: 6) {
            end = 10 + size
            guard end + firstFrame <= MediaFacts.limit else {
                readFrames(of: version, in: bytes, end: bytes.count, to: &facts)
                return .facts(facts)
            }
            guard bytes.count >= end + firstFrame else {
                readFrames(of: version, in: bytes, end: bytes.count, to: &facts)
                return bytes.count < end ? .needs(end + firstFrame) : .facts(withLength(facts, bytes, end))
            }
            readFrames(of: version, in: bytes, end: end, to: &facts)
        }
        return .facts(withLength(facts, bytes, end))
    }

    private static func withLength(_ facts: MediaFacts, _ bytes: Span<UInt8>, _ position: Int) -> MediaFacts {
        var facts = facts
        guard let frame = MPEGAudioFrame(at: position, in: bytes) else { return facts }
        facts.codec = "MP3"
        if let count = frame.frameCount {
            facts.take(units: Double(count * frame.samplesPerFrame), perSecond: Double(frame.sampleRate))
        }
        return facts
    }

    private static func readFrames(of version: Int, in bytes: Span<UInt8>, end: Int, to facts: inout MediaFacts) {
        let isOld = version == 2
        let headerSize = isOld ? 6 : 10
        let isUnsynchronised = (bytes.bigEndian(at: 5, 1) ?? 0) & 0x80 != 0
        var position = 10
        if version > 2, (bytes.bigEndian(at: 5, 1) ?? 0) & 0x40 != 0 {
            // An extended header: its size includes itself in 2.4 alone.
            let size = version == 4 ? synchsafe(in: bytes, at: 10) : bytes.bigEndian(at: 10, 4).map { $0 + 4 }
            position += size ?? 0
        }
        while position + headerSize <= end {
            let size =
                isOld
                ? bytes.bigEndian(at: position + 3, 3)
                : version == 4 ? synchsafe(in: bytes, at: position + 4) : bytes.bigEndian(at: position + 4, 4)
            guard let size, size > 0, bytes[position] != 0 else { return }
            let body = position + headerSize
            guard size <= end - body else { return }
            let name = String(decoding: bytes.bytes(position..<position + (isOld ? 3 : 4)), as: UTF8.self)
            if let kept = ["TIT2": "title", "TT2": "title", "TPE1": "artist", "TP1": "artist"][name] {
                let text = bytes.bytes(body..<body + min(size, 4 * TrackTags.maximumLength))
                facts.tags.take(name: kept, value: decode(isUnsynchronised ? resynchronised(text) : text))
            }
            position = body + size
        }
    }

    /// A text frame's body: an encoding byte, then the text.
    static func decode(_ body: [UInt8]) -> String {
        guard let encoding = body.first else { return "" }
        let text = body.dropFirst()
        switch encoding {
        case 0: return String(String.UnicodeScalarView(text.map { Unicode.Scalar($0) }))
        case 3: return String(decoding: text, as: UTF8.self)
        default:
            let isMarked = text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF])
            let isLittle = text.starts(with: [0xFF, 0xFE])
            let units = Array(isMarked ? text.dropFirst(2) : text)
            let codes = stride(from: 0, to: units.count - 1, by: 2).map { index in
                let (first, second) = (UInt16(units[index]), UInt16(units[index + 1]))
                return isLittle ? second << 8 | first : first << 8 | second
            }
            return String(decoding: codes, as: UTF16.self)
        }
    }

    /// A zero that was put behind each 0xFF goes away again.
    private static func resynchronised(_ bytes: [UInt8]) -> [UInt8] {
        zip(bytes, [0] + bytes).filter { $0 != 0 || $1 != 0xFF }.map(\.0)
    }

    /// Four bytes of seven bits each.
    private static func synchsafe(in bytes: Span<UInt8>, at offset: Int) -> Int? {
        guard offset + 4 <= bytes.count else { return nil }
        return (0..<4).reduce(0) { $0 << 7 | Int(bytes[offset + $1] & 0x7F) }
    }
}
