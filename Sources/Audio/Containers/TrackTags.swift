/// What a medium says about itself. Its text comes from strangers: any character may occur in it.
package struct TrackTags: Equatable, Sendable {
    /// No text is kept beyond this many bytes.
    static let maximumLength = 512

    package var title: String?
    package var artist: String?
    /// As measured by whoever made the file.
    package var loudness: TaggedLoudness?

    package init(title: String? = nil, artist: String? = nil) {
        self.title = title
        self.artist = artist
    }

    /// Takes the value of a tag whose name is one of the two kept, ASCII letters in any case. The first one wins.
    mutating func take(name: String, value: String) {
        switch name.lowercased() {
        case "title": title = title ?? Self.kept(value)
        case "artist": artist = artist ?? Self.kept(value)
        default: takeLoudness(name: name.uppercased(), value: value)
        }
    }

    private mutating func takeLoudness(name: String, value: String) {
        var tagged = loudness ?? TaggedLoudness()
        tagged.take(name: name, value: value)
        if tagged != TaggedLoudness() { loudness = tagged }
    }

    /// `text` without blanks around it, or nil when nothing remains.
    static func kept(_ text: String) -> String? {
        let bytes = text.utf8.prefix(while: { $0 != 0 }).prefix(maximumLength)
        let trimmed = String(decoding: bytes, as: UTF8.self).drop(while: \.isWhitespace)
        guard let last = trimmed.lastIndex(where: { !$0.isWhitespace }) else { return nil }
        return String(trimmed[...last])
    }
}

extension TrackTags {
    /// Reads the comment header of an Ogg Opus stream as far as `bytes` go: a header may be cut where it grew too large.
    /// Nil when the bytes are no comment header. Source: RFC 7845 §5.2.
    init?(parsingOpusTags bytes: Span<UInt8>) {
        guard bytes.has("OpusTags") else { return nil }
        self.init()
        takeComments(bytes, at: 8)
    }

    /// Takes what a Vorbis comment says that begins at `position`: a vendor, a count, and `NAME=value` so many times.
    mutating func takeComments(_ bytes: Span<UInt8>, at position: Int) {
        var position = position
        guard let vendorLength = Self.length(in: bytes, at: &position) else { return }
        position += vendorLength
        guard let count = Self.length(in: bytes, at: &position) else { return }
        for _ in 0..<count {
            guard let length = Self.length(in: bytes, at: &position) else { return }
            takeComment(bytes, position..<position + length)
            position += length
        }
    }

    /// Longer ones than any title, such as pictures, are passed over.
    private mutating func takeComment(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        guard range.count <= 4 * Self.maximumLength else { return }
        let comment = bytes.bytes(range)
        guard let equals = comment.firstIndex(of: 0x3D) else { return }
        take(
            name: String(decoding: comment[..<equals], as: UTF8.self),
            value: String(decoding: comment[(equals + 1)...], as: UTF8.self))
    }

    /// A length that the bytes behind it have room for.
    private static func length(in bytes: Span<UInt8>, at position: inout Int) -> Int? {
        guard let length = bytes.littleEndian(at: position, 4) else { return nil }
        position += 4
        return length <= bytes.count - position ? length : nil
    }
}
