/// The identification header of an Opus stream: the first packet in Ogg, CodecPrivate in Matroska.
/// Source: RFC 7845 §5.1.
struct OpusHead: Equatable {
    let channels: Int
    /// Samples at 48 kHz that a decoder makes first and that are not part of the music.
    let preSkip: Int
    /// What the decoded samples are to be amplified by, in decibels times 256.
    let gain: Int
    /// One Opus stream of one or two channels in their natural order: its packets mean the same without this header.
    let isSingleStream: Bool

    init(channels: Int, preSkip: Int) {
        self.channels = channels
        self.preSkip = preSkip
        gain = 0
        isSingleStream = (1...2).contains(channels)
    }

    /// Nil when `bytes` are no such header, or one of a version that RFC 7845 forbids to read.
    init?(parsing bytes: Span<UInt8>) {
        guard bytes.count >= 19, bytes.has("OpusHead"), bytes[8] >> 4 == 0, bytes[9] > 0 else { return nil }
        channels = Int(bytes[9])
        preSkip = Int(bytes[10]) | Int(bytes[11]) << 8
        gain = Int(Int16(bitPattern: UInt16(bytes[16]) | UInt16(bytes[17]) << 8))
        guard bytes[18] != 0 else {
            guard channels <= 2 else { return nil }
            isSingleStream = true
            return
        }
        guard bytes.count >= 21 + channels else { return nil }
        let streams = Int(bytes[19])
        let coupled = Int(bytes[20])
        guard streams > 0, coupled <= streams else { return nil }
        isSingleStream =
            bytes[18] == 1 && channels <= 2 && streams == 1 && coupled == channels - 1
            && bytes[21] == 0 && (channels == 1 || bytes[22] == 1)
    }
}
