/// The first frame of an MPEG audio stream (layer III), and what an encoder noted in it.
/// Source: ISO/IEC 11172-3 §2.4.1.3; the note is known as the Xing or Info header.
struct MPEGAudioFrame: Equatable {
    let sampleRate: Int
    let samplesPerFrame: Int
    /// How many frames the stream has, where the encoder noted it.
    let frameCount: Int?

    init?(at position: Int, in bytes: Span<UInt8>) {
        guard let header = bytes.bigEndian(at: position, 4), header >> 21 == 0x7FF, header >> 17 & 3 == 1,
            header >> 12 & 15 != 15, header >> 10 & 3 != 3
        else { return nil }
        let version = header >> 19 & 3  // 3 is MPEG-1, 2 is MPEG-2, 0 is MPEG-2.5
        guard version != 1 else { return nil }
        sampleRate = [44_100, 48_000, 32_000][header >> 10 & 3] >> (version == 3 ? 0 : version == 2 ? 1 : 2)
        samplesPerFrame = version == 3 ? 1152 : 576
        let isMono = header >> 6 & 3 == 3
        let sideInformation = version == 3 ? (isMono ? 17 : 32) : (isMono ? 9 : 17)
        let note = position + 4 + sideInformation
        let isNoted = bytes.has("Xing", at: note) || bytes.has("Info", at: note)
        guard isNoted, let flags = bytes.bigEndian(at: note + 4, 4), flags & 1 != 0 else {
            frameCount = nil
            return
        }
        frameCount = bytes.bigEndian(at: note + 8, 4)
    }
}
