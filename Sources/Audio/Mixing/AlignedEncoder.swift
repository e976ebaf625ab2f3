/// Encodes blocks so that a listener hears them without the encoder's delay: the packet of a block, decoded, is that block.
///
/// What libopus lags behind is made up for by running ahead of it, so the packet of a block comes with the block after it. What
/// is known of that block already lets a limiter look ahead. Used by one thread; after its creation it allocates only
/// with the first packet whose peaks have to be listened to.
@safe
package final class AlignedEncoder {
    private static let room = 4 * OpusEncoder.frameSize
    private static let segments = OpusEncoder.frameSize / PeakLimiter.segment
    /// What a packet is encoded at when it would be heard above the ceiling, one after the other: the coarser it is, the higher peaks rise.
    private static let finerBitrates: [Int32] = [128_000, 192_000, 256_000, 400_000]
    private static let fineBitrate: Int32 = 256_000

    private let encoder: OpusEncoder
    private var configuration: OpusEncoder.Configuration
    private var isFine = false
    /// What is to be encoded next, behind a few frames that were encoded already; the first `filled` frames are there.
    private let input: UnsafeMutablePointer<SIMD2<Float>>
    private var filled: Int
    private var limiter: PeakLimiter
    private let truePeak = TruePeak()
    /// How high the segments of the input are, as far as it was looked at.
    private let peaks: UnsafeMutablePointer<Float>
    private var measured = 0
    /// How many more packets are listened to.
    private var attention = 0
    private var listener: (peaks: HeardPeaks, memory: OpusMemory)?
    /// The listener has heard the newest packet.
    private var isListening = false
    private let recent = RecentPackets()

    package init(_ configuration: OpusEncoder.Configuration) throws {
        encoder = try OpusEncoder(configuration)
        self.configuration = configuration
        limiter = PeakLimiter(bitrate: configuration.bitrate)
        filled = -encoder.lookahead
        unsafe input = .allocate(capacity: TruePeak.reach + Self.room)
        unsafe input.initialize(repeating: .zero, count: TruePeak.reach + Self.room)
        unsafe peaks = .allocate(capacity: Self.room / PeakLimiter.segment)
        unsafe peaks.initialize(repeating: 0, count: Self.room / PeakLimiter.segment)
    }

    deinit {
        unsafe input.deallocate()
        unsafe peaks.deallocate()
    }

    /// Whether no peak may be heard above -1 dBTP from the next block on. A stream that is to go on as another's packets has to be let
    /// go first, until `isLimiting` says no.
    package var limitsPeaks: Bool {
        get { limiter.isEngaged }
        set { limiter.isEngaged = newValue }
    }

    /// Whether blocks are, or may be, made softer.
    package var isLimiting: Bool { !limiter.isAtRest }

    /// Takes a block and gives the length of the packet of the one before, which stands at the front of `packet` then; 0 at first.
    package func encode(_ block: SampleBlock, into packet: inout MutableSpan<UInt8>) throws -> Int {
        append(block)
        measure()
        let whole = OpusEncoder.frameSize
        guard filled >= whole else { return 0 }
        let frames = unsafe input + TruePeak.reach
        let isClose = unsafe limiter.process(frames, segments: Self.segments, peaks: peaks)
        let length = try encodeWindow(into: &packet, isClose: isClose)
        filled -= whole
        measured -= Self.segments
        unsafe input.update(from: input + whole, count: TruePeak.reach + filled)
        unsafe peaks.update(from: peaks + Self.segments, count: measured)
        return length
    }

    /// As good as libopus can for the next packets, or at the wanted bitrate again.
    package func refine(_ isFine: Bool) throws {
        self.isFine = isFine
        try encoder.setBitrate(bitrate, isConstrained: !isFine)
    }

    /// Goes over to the channel's present bitrate and the present share of lost packets.
    package func adapt(to configuration: OpusEncoder.Configuration) throws {
        guard configuration != self.configuration else { return }
        self.configuration = configuration
        limiter.setBitrate(configuration.bitrate)
        try encoder.adapt(to: configuration)
        if isFine { try refine(true) }
    }

    private var bitrate: Int32 { isFine ? Self.fineBitrate : configuration.bitrate }

    // MARK: The input

    private func append(_ block: SampleBlock) {
        let skipped = max(-filled, 0)
        let start = unsafe input + TruePeak.reach + max(filled, 0)
        unsafe start.update(from: block.frames + skipped, count: SampleBlock.count - skipped)
        filled += SampleBlock.count
    }

    /// Looks at all segments but the last, behind which nothing is known yet.
    private func measure() {
        let known = filled / PeakLimiter.segment - 1
        while measured < known {
            let start = TruePeak.reach + measured * PeakLimiter.segment
            unsafe peaks[measured] = truePeak.highest(
                input, start..<start + PeakLimiter.segment, above: limiter.floor)
            measured += 1
        }
    }

    // MARK: Packets

    private func encodeWindow(into packet: inout MutableSpan<UInt8>, isClose: Bool) throws -> Int {
        attention = isClose ? RecentPackets.count : max(attention - 1, 0)
        let length = attention > 0 ? try encodeListening(into: &packet) : try encodeOnce(into: &packet)
        if attention == 0 { isListening = false }
        recent.append(packet.span.extracting(0..<length))
        return length
    }

    /// What would be heard above the ceiling is encoded again, more finely. For the packets that follow the limiter leaves more room.
    private func encodeListening(into packet: inout MutableSpan<UInt8>) throws -> Int {
        let listener = try makeListener()
        encoder.keep(in: listener.memory)
        listener.peaks.hold()
        var length = try encodeOnce(into: &packet)
        var peak = try listener.peaks.peak(of: packet.span.extracting(0..<length))
        limiter.heard(peak)
        guard peak > PeakLimiter.ceiling else { return length }
        for finer in Self.finerBitrates where finer > bitrate && peak > PeakLimiter.ceiling {
            encoder.restore(from: listener.memory)
            listener.peaks.goBack()
            try encoder.setBitrate(finer, isConstrained: false)
            length = try encodeOnce(into: &packet)
            peak = try listener.peaks.peak(of: packet.span.extracting(0..<length))
        }
        try encoder.setBitrate(bitrate, isConstrained: !isFine)
        return length
    }

    private func makeListener() throws -> (peaks: HeardPeaks, memory: OpusMemory) {
        let listener = try listener ?? (HeardPeaks(), encoder.makeMemory())
        self.listener = listener
        if !isListening { try listener.peaks.begin(behind: recent) }
        isListening = true
        return listener
    }

    private func encodeOnce(into packet: inout MutableSpan<UInt8>) throws -> Int {
        let samples = unsafe UnsafeRawPointer(input + TruePeak.reach).assumingMemoryBound(to: Float.self)
        return try encoder.encode(
            unsafe Span(_unsafeStart: samples, count: OpusEncoder.channels * OpusEncoder.frameSize), into: &packet)
    }
}
