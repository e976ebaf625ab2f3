/// Reads playlists (RFC 8216 §4). Unknown tags are passed over, wrong ones are errors.
struct HLSParser {
    static let maximumBytes = 2 << 20
    static let maximumSegments = 30_000
    private static let largestNumber: UInt64 = 1 << 62

    private var media = HLSPlaylist.Media()
    private var variants: [HLSPlaylist.Variant] = []
    private var renditions: [HLSPlaylist.Rendition] = []
    private var variant: [String: String]?
    private var duration: Double?
    private var key: HLSPlaylist.Key?
    private var map: HLSPlaylist.Map?
    private var sequence: UInt64 = 0
    /// The end of the last range, by address: the next one begins there if it names no beginning.
    private var rangeEnds: [String: UInt64] = [:]
    private var nextRange: (count: UInt64, first: UInt64?)?
    private var line = 0

    static func parse(_ bytes: [UInt8]) throws(HLSError) -> HLSPlaylist {
        guard bytes.count <= maximumBytes else { throw .tooLarge }
        var parser = HLSParser()
        let text = String(decoding: bytes, as: UTF8.self)
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            parser.line += 1
            let words = line.trimming()
            if parser.line == 1 {
                guard words.drop(while: { $0 == "\u{FEFF}" }) == "#EXTM3U" else { throw .malformed(line: 1) }
            } else if words.hasPrefix("#EXT") {
                try parser.tag(words)
            } else if !words.isEmpty, !words.hasPrefix("#") {
                try parser.address(String(words))
            }
        }
        guard parser.variants.isEmpty else { return .main(variants: parser.variants, renditions: parser.renditions) }
        return .media(parser.media)
    }

    private mutating func tag(_ text: Substring) throws(HLSError) {
        let name = text.prefix { $0 != ":" }
        let value = text.dropFirst(name.count + 1)
        switch name {
        case "#EXTINF": duration = try seconds(value.prefix { $0 != "," })
        case "#EXT-X-TARGETDURATION": media.targetDuration = try seconds(value)
        // The first segment's (§4.3.3.2): in between it would tear a hole in the numbers.
        case "#EXT-X-MEDIA-SEQUENCE" where media.segments.isEmpty: sequence = try number(value)
        case "#EXT-X-ENDLIST": media.isEnded = true
        case "#EXT-X-BYTERANGE": nextRange = try byteRange(value)
        case "#EXT-X-KEY": key = try key(HLSAttributes.read(value))
        case "#EXT-X-MAP": map = try map(HLSAttributes.read(value))
        case "#EXT-X-STREAM-INF": variant = HLSAttributes.read(value)
        case "#EXT-X-MEDIA": rendition(HLSAttributes.read(value))
        default: break
        }
    }

    private mutating func address(_ address: String) throws(HLSError) {
        if let attributes = variant {
            variant = nil
            guard variants.count < 200 else { throw .tooLarge }
            return variants.append(
                HLSPlaylist.Variant(
                    address: address, bandwidth: attributes["BANDWIDTH"].flatMap { Int($0) } ?? 0,
                    codecs: attributes["CODECS"]?.split(separator: ",").map { String($0.trimming()) } ?? [],
                    audioGroup: attributes["AUDIO"], hasResolution: attributes["RESOLUTION"] != nil))
        }
        guard let length = duration else { return }
        duration = nil
        guard media.segments.count < Self.maximumSegments else { throw .tooLarge }
        var segment = HLSPlaylist.Segment(address: address, duration: length, sequence: sequence)
        if let wanted = nextRange {
            // Ranges that follow each other without a first byte add up: each end is as limited as a number is.
            let first = wanted.first ?? rangeEnds[address] ?? 0
            guard first + wanted.count < Self.largestNumber else { throw .malformed(line: line) }
            segment.range = HLSPlaylist.ByteRange(first: first, count: wanted.count)
            rangeEnds[address] = first + wanted.count
            nextRange = nil
        }
        segment.key = key
        segment.map = map
        media.segments.append(segment)
        sequence &+= 1
    }

    private mutating func rendition(_ attributes: [String: String]) {
        guard attributes["TYPE"] == "AUDIO", let group = attributes["GROUP-ID"], renditions.count < 200 else { return }
        renditions.append(
            HLSPlaylist.Rendition(
                group: group, address: attributes["URI"], isDefault: attributes["DEFAULT"] == "YES"))
    }

    private func key(_ attributes: [String: String]) throws(HLSError) -> HLSPlaylist.Key? {
        switch attributes["METHOD"] {
        case "NONE": return nil
        case "AES-128":
            guard let address = attributes["URI"], attributes["KEYFORMAT"] ?? "identity" == "identity" else {
                throw .encryption(attributes["KEYFORMAT"] ?? "without a key")
            }
            var key = HLSPlaylist.Key(address: address)
            if let text = attributes["IV"] {
                guard let bytes = Self.hexadecimal(text) else { throw .malformed(line: line) }
                key.initialisation = bytes
            }
            return key
        case let other: throw .encryption(other ?? "unnamed")
        }
    }

    private func map(_ attributes: [String: String]) throws(HLSError) -> HLSPlaylist.Map {
        guard let address = attributes["URI"] else { throw .malformed(line: line) }
        guard let text = attributes["BYTERANGE"] else { return HLSPlaylist.Map(address: address) }
        let range = try byteRange(text[...])
        return HLSPlaylist.Map(
            address: address, range: HLSPlaylist.ByteRange(first: range.first ?? 0, count: range.count))
    }

    private func byteRange(_ text: Substring) throws(HLSError) -> (count: UInt64, first: UInt64?) {
        let parts = text.split(separator: "@", maxSplits: 1)
        guard let count = parts.first else { throw .malformed(line: line) }
        return (try number(count), parts.count == 2 ? try number(parts[1]) : nil)
    }

    private func seconds(_ text: Substring) throws(HLSError) -> Double {
        guard let value = Double(text.trimming()), value.isFinite, (0...86_400).contains(value) else {
            throw .malformed(line: line)
        }
        return value
    }

    private func number(_ text: Substring) throws(HLSError) -> UInt64 {
        guard let value = UInt64(text.trimming()), value < Self.largestNumber else { throw .malformed(line: line) }
        return value
    }

    /// `0x` and up to 32 digits, filled from the left.
    private static func hexadecimal(_ text: String) -> [UInt8]? {
        guard text.hasPrefix("0x") || text.hasPrefix("0X"), let value = UInt128(text.dropFirst(2), radix: 16) else {
            return nil
        }
        return (0..<16).map { UInt8(truncatingIfNeeded: value >> (8 * (15 - UInt128($0)))) }
    }
}

extension Substring {
    /// Without blanks at both ends.
    func trimming() -> Substring {
        var text = drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
