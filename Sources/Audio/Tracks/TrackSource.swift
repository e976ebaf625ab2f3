/// A track as the voice connection wants it: Opus packets of exactly 20 ms, pulled one at a time.
///
/// Opus in Ogg or WebM whose packets are 20 ms long is passed on byte for byte, mono as well as stereo: every receiver's
/// decoder makes stereo of both. Other packet lengths, an output gain and every other format are decoded and encoded
/// again. A track that had to be decoded once stays decoded to its end, so that it has no seam inside.
///
/// Passed on, a stream is heard from its first packet: the few milliseconds that a decoder should leave out at the
/// beginning (pre-skip) are the encoder's lead-in and near silence, and no whole packet of them is left out, for the
/// receiver's decoder needs them to settle. At the end, packets that lie wholly behind the stated end are left out; one
/// that it cuts is given whole. Where the sound is decoded both are exact to the sample.
///
/// Each call blocks, and all but `cancel` come from one thread at a time: the owner's worker.
package final class TrackSource: @unchecked Sendable {  // `reader` is Sendable; the rest follows the rule just above.
    package struct Options: Sendable {
        /// Where to begin, in frames of 20 ms from the track's beginning.
        package var start = 0
        /// What to encode by where the track cannot be passed on.
        package var encoder = OpusEncoder.Configuration()
        package var ffmpeg = FFmpegConfiguration()
        /// The folder for media that must be stored before they can be played. They have no name there.
        package var spoolDirectory = "/tmp"
        /// How large a medium may be that must be stored.
        package var spoolLimit = 512 << 20

        package init() {}
    }

    /// What a packet needs in room.
    package static let maximumPacketSize = OpusEncoder.maximumPacketSize
    package static let silence: [UInt8] = [0xF8, 0xFF, 0xFE]

    /// Title and artist as far as the medium tells them. A radio stream may tell new ones as it goes on.
    package private(set) var tags: TrackTags
    /// The track's length as its container states it.
    package private(set) var duration: Duration?
    /// The frames of 20 ms before the next packet, from the track's beginning.
    package private(set) var position: Int
    /// What the medium is encoded as, by the name people know; nil where that isn't told.
    package let codec: String?
    /// The packets are those of the medium itself.
    package var isPassedThrough: Bool { transcoder == nil }

    /// Whether the track ended well before the length that its container states, or in the middle of a stream. Only after
    /// its end. Five seconds and a twentieth are forgiven: some lengths are estimates.
    package var isCutShort: Bool {
        guard hasEnded else { return false }
        if stream?.isCutShort == true { return true }
        guard let duration else { return false }
        return duration - .milliseconds(20 * position) > max(.seconds(5), duration / 20)
    }

    private let reader: any ByteReader
    private var options: Options
    private let stream: OpusStream?
    private var transcoder: Transcoder?
    private var head = OpusHead(channels: 2, preSkip: 0)
    /// Frames to be left out before the first packet.
    private var skipping: Int
    private var hasBegun = false
    private var hasEnded = false

    /// Finds out what `reader`'s medium is, and reads as much of it as that takes.
    ///
    /// Blocks; `reader.cancel()` ends it. Throws `TrackError`, or what the reader throws.
    package static func open(_ reader: any ByteReader, _ options: Options = Options()) throws -> TrackSource {
        let peeking = PeekingReader(reader)
        switch try MediaFormat.detect(peeking) {
        case .oggOpus: return try TrackSource(OpusStream(OggDemuxer(), reading: peeking), peeking, options)
        case .webmOpus: return try TrackSource(OpusStream(MatroskaDemuxer(), reading: peeking), peeking, options)
        case .mp4(indexFirst: false):
            let spooled = try SpooledMP4(peeking, in: options.spoolDirectory, limit: options.spoolLimit)
            return try TrackSource(decoding: spooled, spooled.facts, options)
        case .mp4, .other:
            let facts = try MediaFacts.read(from: peeking)
            return try TrackSource(decoding: peeking, facts, options)
        }
    }

    private init(_ stream: OpusStream, _ reader: any ByteReader, _ options: Options) throws {
        self.stream = stream
        self.reader = reader
        self.options = options
        skipping = Self.startFrame(options)
        position = skipping
        guard case .link(let head, let tags) = try stream.next() else { throw TrackError.noAudio }
        self.tags = tags
        codec = "Opus"
        duration = stream.duration
        if let reached = try stream.seek(to: skipping) { skipping -= reached }
        try begin(head)
    }

    private init(decoding reader: any ByteReader, _ facts: MediaFacts, _ options: Options) throws {
        self.reader = reader
        self.options = options
        stream = nil
        tags = facts.tags
        duration = facts.duration
        codec = facts.codec
        skipping = 0
        position = Self.startFrame(options)
        let decoder = try FFmpegDecoder(reader, start: position, options.ffmpeg)
        transcoder = try Transcoder(decoder, options.encoder)
    }

    /// The length of the next packet, which stands at the front of `packet` then; nil at the track's end. A track that
    /// has no packet at all is an error; one that ends before `Options.start` is not.
    ///
    /// `packet` has room for `maximumPacketSize`. Throws `TrackError`, or what the reader throws; nothing follows then.
    package func next(into packet: inout MutableSpan<UInt8>) throws -> Int? {
        guard !hasEnded else { return nil }
        do {
            let length = try transcoder.map { try $0.next(into: &packet) } ?? nextPassedThrough(into: &packet)
            guard length != nil else {
                hasEnded = true
                guard position > 0 else { throw TrackError.noAudio }
                return nil
            }
            position += 1
            return length
        } catch {
            hasEnded = true
            throw error
        }
    }

    /// Packets that can't be passed on are encoded in this way from the next one on.
    package func adapt(to encoder: OpusEncoder.Configuration) throws {
        guard options.encoder != encoder else { return }
        options.encoder = encoder
        try transcoder?.adapt(to: encoder)
    }

    /// Frees what the track holds: its connection, its decoder. Nothing is read after it.
    package func close() {
        hasEnded = true
        reader.cancel()
        transcoder?.close()
    }

    /// Makes an `open` or `next` that waits throw `CancellationError` soon. From any thread.
    package func cancel() { reader.cancel() }

    private func nextPassedThrough(into packet: inout MutableSpan<UInt8>) throws -> Int? {
        guard let stream else { return nil }
        while true {
            let step = try stream.next()
            switch step {
            case .end: return nil
            case .link(let head, let tags):
                self.tags = tags
                try begin(head)
            case .packet(let duration, let trimmed):
                let length = stream.packet.count
                guard duration == OpusEncoder.frameSize, length <= min(packet.count, Self.maximumPacketSize) else {
                    try startDecoding(from: step)
                    break
                }
                guard skipping == 0 else {
                    skipping -= 1
                    continue
                }
                guard trimmed < duration else { continue }
                hasBegun = true
                stream.copyPacket(to: &packet)
                return length
            }
            if let transcoder { return try transcoder.next(into: &packet) }
        }
    }

    /// The frame to begin with; a century at most.
    private static func startFrame(_ options: Options) -> Int { min(max(options.start, 0), 1 << 37) }

    /// A stream's packets can be passed on when they mean the same without their header.
    private func begin(_ head: OpusHead) throws {
        self.head = head
        guard head.gain != 0 || !head.isSingleStream else { return }
        try startDecoding(from: nil)
    }

    /// From here on the track is decoded, beginning with `step`, which the stream gave last.
    private func startDecoding(from step: OpusStream.Step?) throws {
        guard let stream else { return }
        let isAtBeginning = !hasBegun || step == nil
        let decoder = try OpusStreamDecoder(
            stream, head: head, pending: step,
            skipping: skipping * OpusEncoder.frameSize + (isAtBeginning ? head.preSkip : 0))
        transcoder = try Transcoder(decoder, options.encoder)
    }
}
