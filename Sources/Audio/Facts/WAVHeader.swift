/// Title, artist and length of a WAV file. Source: Microsoft's "Multimedia Programming Interface and Data
/// Specifications 1.0", RIFF WAVE.
enum WAVHeader {
    static func find(in bytes: Span<UInt8>) -> MediaFacts.Finding {
        var facts = MediaFacts()
        facts.codec = "WAV"
        var bytesPerSecond = 0
        var position = 12
        while let size = bytes.littleEndian(at: position + 4, 4) {
            let body = position + 8
            if bytes.has("data", at: position) {
                // Writers that do not know the length put 0 or the largest number there.
                if size != 0xFFFF_FFFF { facts.take(units: Double(size), perSecond: Double(bytesPerSecond)) }
                return .facts(facts)
            }
            position = body + size + size % 2
            guard position + 8 <= MediaFacts.limit else { return .facts(facts) }
            guard bytes.count >= position else { return .needs(position + 8) }
            if bytes.has("fmt ", at: body - 8) { bytesPerSecond = bytes.littleEndian(at: body + 8, 4) ?? 0 }
            if bytes.has("LIST", at: body - 8), size >= 4, bytes.has("INFO", at: body) {
                takeInfo(bytes, body + 4..<body + size, to: &facts)
            }
        }
        return position + 8 <= MediaFacts.limit ? .needs(position + 8) : .facts(facts)
    }

    private static func takeInfo(_ bytes: Span<UInt8>, _ range: Range<Int>, to facts: inout MediaFacts) {
        var position = range.lowerBound
        while position + 8 <= range.upperBound, let size = bytes.littleEndian(at: position + 4, 4),
            size <= range.upperBound - position - 8
        {
            for (name, kept) in [("INAM", "title"), ("IART", "artist")] where bytes.has(name, at: position) {
                let text = bytes.bytes(position + 8..<position + 8 + min(size, TrackTags.maximumLength))
                facts.tags.take(name: kept, value: String(decoding: text, as: UTF8.self))
            }
            position += 8 + size + size % 2
        }
    }
}
