/// What a medium is, as far as the choice of who reads it needs to know.
enum MediaFormat: Equatable {
    case oggOpus
    case webmOpus
    /// MPEG-4 and QuickTime. Where the index ("moov") comes after the media data, nobody can play it from a pipe.
    case mp4(indexFirst: Bool)
    case other

    /// How much of a medium is looked at before it is taken for `other`.
    static let lookahead = 256 << 10

    /// Decides by the medium's first bytes, reading no more of them than needed.
    static func detect(_ reader: PeekingReader) throws -> MediaFormat {
        var wanted = 4096
        while true {
            let (verdict, isWhole) = try reader.peek(atLeast: wanted) { bytes in
                (decide(bytes), bytes.count < wanted)
            }
            if let verdict { return verdict }
            guard !isWhole, wanted < lookahead else { return .other }
            wanted *= 4
        }
    }

    /// The verdict on a medium that begins with `bytes`; nil when they are too few.
    static func decide(_ bytes: Span<UInt8>) -> MediaFormat? {
        if bytes.has("OggS") {
            return verdict(of: OggDemuxer(window: ByteWindow(copying: bytes)), as: .oggOpus)
        }
        if bytes.count >= 4, bytes[0] == 0x1A, bytes[1] == 0x45, bytes[2] == 0xDF, bytes[3] == 0xA3 {
            return verdict(of: MatroskaDemuxer(window: ByteWindow(copying: bytes)), as: .webmOpus)
        }
        return MP4Boxes.looksLikeMP4(bytes) ? mp4(bytes) : bytes.count >= 12 ? .other : nil
    }

    private static func verdict(of demuxer: some Demuxer, as format: MediaFormat) -> MediaFormat? {
        var demuxer = demuxer
        do {
            while demuxer.head == nil {
                if case .needsInput = try demuxer.next() { break }
            }
        } catch {
            return .other
        }
        return demuxer.head.map { $0.isSingleStream ? format : .other }
    }

    private static func mp4(_ bytes: Span<UInt8>) -> MediaFormat? {
        var boxes = MP4Boxes()
        while let box = boxes.next(in: bytes) {
            if box.type == MP4Boxes.movie { return .mp4(indexFirst: true) }
            if box.type == MP4Boxes.mediaData { return .mp4(indexFirst: false) }
        }
        // A box that reaches beyond what is known: what follows it cannot be seen.
        return boxes.position > bytes.count ? .mp4(indexFirst: false) : nil
    }
}
