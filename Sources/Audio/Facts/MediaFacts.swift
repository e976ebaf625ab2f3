/// What a medium says about itself at its beginning, before it is played.
struct MediaFacts: Equatable {
    /// The most that is read ahead for it. All that is read ahead stands before the sound, and so delays nothing.
    static let limit = 2 << 20

    var tags = TrackTags()
    var duration: Duration?
    /// What the sound is encoded as, by the name people know; nil where it isn't told.
    var codec: String?

    /// What could be found in a medium's first bytes.
    enum Finding: Equatable {
        case facts(MediaFacts)
        /// It takes this many bytes from the medium's beginning.
        case needs(Int)
        /// Nothing is known of this format.
        case none
    }

    /// The facts of a medium that is neither Ogg nor Matroska. What cannot be found out stays open.
    static func read(from reader: PeekingReader) throws -> MediaFacts {
        var wanted = 512
        while true {
            let (finding, known) = try reader.peek(atLeast: wanted) { (find(in: $0), $0.count) }
            switch finding {
            case .facts(let facts): return facts
            case .needs(let count) where count > wanted && count <= limit && known >= wanted: wanted = count
            case .needs, .none: return MediaFacts()
            }
        }
    }

    static func find(in bytes: Span<UInt8>) -> Finding {
        if bytes.has("ID3") || MPEGAudioFrame(at: 0, in: bytes) != nil { return ID3Tag.find(in: bytes) }
        if bytes.has("fLaC") { return FLACHeader.find(in: bytes) }
        if bytes.has("RIFF"), bytes.has("WAVE", at: 8) { return WAVHeader.find(in: bytes) }
        return MP4Boxes.looksLikeMP4(bytes) ? MP4Facts.find(in: bytes) : .none
    }

    /// Takes a length over when it is one that a track can have.
    mutating func take(units: Double, perSecond: Double) {
        guard perSecond > 0 else { return }
        let seconds = units / perSecond
        guard seconds > 0, seconds < 1e7 else { return }
        duration = .seconds(seconds)
    }
}
