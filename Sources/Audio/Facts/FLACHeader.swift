/// Title, artist and length of a FLAC file. Source: RFC 9639 §8.
enum FLACHeader {
    static func find(in bytes: Span<UInt8>) -> MediaFacts.Finding {
        var facts = MediaFacts()
        facts.codec = "FLAC"
        var position = 4
        while true {
            guard let header = bytes.bigEndian(at: position, 4) else { return .needs(position + 4) }
            let size = header & 0xFF_FFFF
            let body = position + 4
            position = body + size
            switch header >> 24 & 0x7F {
            case 0:  // STREAMINFO: the rate in 20 bits from byte 10 on, the samples in 36 from byte 13.
                guard bytes.count >= position else { return .needs(position) }
                if let rate = bytes.bigEndian(at: body + 10, 3), let total = bytes.bigEndian(at: body + 13, 5) {
                    facts.take(units: Double(total & 0xF_FFFF_FFFF), perSecond: Double(rate >> 4))
                }
            case 4:  // VORBIS_COMMENT
                guard bytes.count >= position || position > MediaFacts.limit else { return .needs(position) }
                facts.tags.takeComments(bytes, at: body)
            default: break
            }
            guard header >> 31 == 0, position + 4 <= MediaFacts.limit else { return .facts(facts) }
        }
    }
}
