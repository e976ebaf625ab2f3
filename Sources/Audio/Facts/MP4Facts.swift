/// Title, artist, length and codec of an MPEG-4 file. Sources: ISO/IEC 14496-12 §8.2.2 and §8.5.2; the tags are Apple's ("ilst").
enum MP4Facts {
    private static let header = MP4Boxes.code("mvhd")
    private static let meta = MP4Boxes.code("meta")
    private static let containers = Set(
        ["moov", "udta", "ilst", "trak", "mdia", "minf", "stbl"].map { MP4Boxes.code($0) })
    private static let sampleDescription = MP4Boxes.code("stsd")
    /// Sample entries of sound; the one of MPEG-4 sound is AAC in practice.
    private static let codecs: [UInt32: String] = [
        MP4Boxes.code("mp4a"): "AAC", MP4Boxes.code("alac"): "ALAC", MP4Boxes.code("fLaC"): "FLAC",
        MP4Boxes.code("Opus"): "Opus", MP4Boxes.code("ac-3"): "AC-3", MP4Boxes.code(".mp3"): "MP3",
    ]
    private static let names: [UInt32: String] = [0xA96E_616D: "title", 0xA941_5254: "artist"]  // ©nam, ©ART

    /// The facts of a file whose index comes first.
    static func find(in bytes: Span<UInt8>) -> MediaFacts.Finding {
        var boxes = MP4Boxes()
        while let box = boxes.next(in: bytes), box.type != MP4Boxes.mediaData {
            guard box.type == MP4Boxes.movie else { continue }
            guard box.end > bytes.count, box.end <= MediaFacts.limit else { return .facts(facts(in: bytes)) }
            return .needs(box.end)
        }
        let next = boxes.position
        return next >= bytes.count - 16 && next <= MediaFacts.limit - 16 ? .needs(next + 16) : .none
    }

    /// What the index in `bytes` says, as far as it is there.
    static func facts(in bytes: Span<UInt8>) -> MediaFacts {
        var facts = MediaFacts()
        var pending = [0..<bytes.count]
        while let level = pending.popLast() {
            var boxes = MP4Boxes(at: level.lowerBound)
            while boxes.position < level.upperBound, let box = boxes.next(in: bytes) {
                let body = box.bodyStart..<max(box.bodyStart, min(box.end, level.upperBound))
                if containers.contains(box.type) {
                    pending.append(body)
                } else if box.type == meta {
                    pending.append(min(body.lowerBound + 4, body.upperBound)..<body.upperBound)
                } else if box.type == sampleDescription {
                    // A version, flags and a count come before the entries (§8.5.2).
                    pending.append(min(body.lowerBound + 8, body.upperBound)..<body.upperBound)
                } else if let codec = codecs[box.type] {
                    facts.codec = facts.codec ?? codec
                } else if box.type == header {
                    takeHeader(bytes, body.lowerBound, to: &facts)
                } else if let name = names[box.type] {
                    takeText(bytes, body, name, to: &facts)
                }
            }
        }
        return facts
    }

    private static func takeHeader(_ bytes: Span<UInt8>, _ body: Int, to facts: inout MediaFacts) {
        let isLong = bytes.bigEndian(at: body, 1) == 1
        guard let scale = bytes.bigEndian(at: body + (isLong ? 20 : 12), 4),
            let length = bytes.bigEndian(at: body + (isLong ? 24 : 16), isLong ? 8 : 4)
        else { return }
        // Files written in fragments state 0, others the largest number.
        guard length != 0xFFFF_FFFF else { return }
        facts.take(units: Double(length), perSecond: Double(scale))
    }

    /// One `data` box: its header, a type, a language, the text.
    private static func takeText(
        _ bytes: Span<UInt8>, _ body: Range<Int>, _ name: String, to facts: inout MediaFacts
    ) {
        guard bytes.has("data", at: body.lowerBound + 4), body.count > 16 else { return }
        let text = bytes.bytes(body.lowerBound + 16..<min(body.upperBound, body.lowerBound + 16 + 2048))
        facts.tags.take(name: name, value: String(decoding: text, as: UTF8.self))
    }
}
