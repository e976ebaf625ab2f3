/// Decodes an Opus stream whose packets cannot be passed on as they are.
final class OpusStreamDecoder: PCMReader {
    /// What a decoder must have heard before its output is right after a jump: 80 ms (RFC 7845 §4.6).
    static let preRoll = 3840

    private let stream: OpusStream
    private var decoder: OpusDecoder
    /// The step to begin with, taken from the stream by somebody else.
    private var pending: OpusStream.Step?
    /// Samples that are not to be heard before the next one that is.
    private var skipping: Int
    private var decoded = DecodedPacket()

    /// Goes on with `pending`, which `stream` gave last, after leaving out `skipping` samples.
    init(_ stream: OpusStream, head: OpusHead, pending: OpusStream.Step?, skipping: Int) throws {
        self.stream = stream
        self.pending = pending
        self.skipping = skipping
        decoder = try OpusDecoder(gain: head.gain)
    }

    func read(into pcm: inout MutableSpan<Float>) throws -> Int {
        let wanted = pcm.count / OpusEncoder.channels
        var filled = 0
        while filled < wanted {
            guard try !decoded.isEmpty || decodePacket() else { break }
            filled += decoded.move(to: &pcm, at: filled)
        }
        return filled
    }

    func close() { stream.close() }

    /// False at the stream's end. `decoded` may stay empty though it is true.
    private func decodePacket() throws -> Bool {
        let step = try pending ?? stream.next()
        pending = nil
        switch step {
        case .end: return false
        case .link(let head, _):
            decoder = try OpusDecoder(gain: head.gain)
            skipping += head.preSkip
        case .packet(let duration, _) where skipping >= duration + Self.preRoll:
            skipping -= duration
        case .packet(let duration, let trimmed):
            let count = decoded.decode(stream.packet, duration: duration, by: decoder)
            decoded.trim(first: skipping, last: trimmed)
            skipping -= min(skipping, count)
        }
        return true
    }
}
