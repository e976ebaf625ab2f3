/// How high the peaks of a stream are where a listener decodes it. Used by one thread; allocates nothing after its creation.
///
/// It can begin anywhere in the stream: behind ten packets (200 ms) a decoder hardly differs from one that heard all of them.
@safe
final class HeardPeaks {
    private static let before = 2 * TruePeak.reach

    private let decoder: OpusDecoder
    private let memory: OpusMemory
    private let truePeak = TruePeak()
    /// A packet's sound behind the end of the one before.
    private let frames: UnsafeMutablePointer<SIMD2<Float>>
    private let pcm: UnsafeMutablePointer<Float>
    /// The end of the sound before the packet that is tried.
    private let kept: UnsafeMutablePointer<SIMD2<Float>>

    init() throws {
        let decoder = try OpusDecoder()
        memory = decoder.makeMemory()
        self.decoder = decoder
        unsafe frames = .allocate(capacity: Self.before + OpusEncoder.frameSize)
        unsafe frames.initialize(repeating: .zero, count: Self.before + OpusEncoder.frameSize)
        unsafe pcm = .allocate(capacity: OpusDecoder.maximumSamples)
        unsafe pcm.initialize(repeating: 0, count: OpusDecoder.maximumSamples)
        unsafe kept = .allocate(capacity: Self.before)
        unsafe kept.initialize(repeating: .zero, count: Self.before)
    }

    deinit {
        unsafe frames.deallocate()
        unsafe pcm.deallocate()
        unsafe kept.deallocate()
    }

    /// Begins behind these packets.
    func begin(behind packets: RecentPackets) throws {
        try decoder.reset()
        try packets.forEach { _ = try peak(of: $0) }
    }

    /// Notes where the stream is: several packets may be tried as the next.
    func hold() {
        decoder.keep(in: memory)
        unsafe kept.update(from: frames, count: Self.before)
    }

    /// Back to where `hold` was called.
    func goBack() {
        decoder.restore(from: memory)
        unsafe frames.update(from: kept, count: Self.before)
    }

    /// The highest point of the packet's sound, 1 being full scale.
    func peak(of packet: Span<UInt8>) throws -> Float {
        var samples = unsafe MutableSpan(_unsafeStart: pcm, count: OpusDecoder.maximumSamples)
        let count = min(try decoder.decode(packet, into: &samples), OpusEncoder.frameSize)
        for index in 0..<count { unsafe frames[Self.before + index] = SIMD2(pcm[2 * index], pcm[2 * index + 1]) }
        // The last ones are looked at with the next packet, when what follows them is known.
        let reach = TruePeak.reach
        let peak = unsafe truePeak.highest(
            frames, Self.before - reach..<Self.before + count - reach, above: PeakLimiter.ceiling * 0.7)
        unsafe frames.update(from: frames + count, count: Self.before)
        return peak
    }
}
