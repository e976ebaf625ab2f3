/// A track's decoded sound: the newest part of it, addressed by the frame's number from where decoding began.
@safe
final class DecodedHistory {
    /// A third of a second: more than SoundTouch holds back at double speed.
    static let capacity = 16_384

    private let frames: UnsafeMutablePointer<SIMD2<Float>>
    private let source: any PacketSource
    private let decoder: OpusDecoder
    private let packet: UnsafeMutablePointer<UInt8>
    private let pcm: UnsafeMutablePointer<Float>
    /// Frames decoded so far.
    private(set) var end = 0
    /// The source has no more.
    private(set) var isComplete = false

    init(_ source: any PacketSource) throws {
        self.source = source
        decoder = try OpusDecoder()
        unsafe frames = .allocate(capacity: Self.capacity)
        unsafe frames.initialize(repeating: .zero, count: Self.capacity)
        unsafe packet = .allocate(capacity: TrackSource.maximumPacketSize)
        unsafe packet.initialize(repeating: 0, count: TrackSource.maximumPacketSize)
        unsafe pcm = .allocate(capacity: OpusDecoder.maximumSamples)
        unsafe pcm.initialize(repeating: 0, count: OpusDecoder.maximumSamples)
    }

    deinit {
        unsafe frames.deallocate()
        unsafe packet.deallocate()
        unsafe pcm.deallocate()
    }

    /// Decodes until frame `limit` is reached or the track ends.
    func decode(until limit: Int) throws {
        while end < limit, !isComplete { try decodePacket() }
    }

    /// Copies the 960 frames from `start` on to `block`: silence for what is beyond the end or forgotten already.
    func copy(from start: Int, to block: SampleBlock) {
        let valid = max(end - Self.capacity, 0)..<end
        for index in 0..<SampleBlock.count {
            let frame = start + index
            unsafe block.frames[index] = valid.contains(frame) ? frames[frame & (Self.capacity - 1)] : .zero
        }
    }

    private func decodePacket() throws {
        var room = unsafe MutableSpan(_unsafeStart: packet, count: TrackSource.maximumPacketSize)
        guard let length = try source.next(into: &room) else { return isComplete = true }
        let bytes = unsafe Span(_unsafeStart: packet, count: length)
        var samples = unsafe MutableSpan(_unsafeStart: pcm, count: OpusDecoder.maximumSamples)
        var count = SampleBlock.count
        do {
            count = try decoder.decode(bytes, into: &samples)
        } catch {
            // A packet that libopus refuses: 20 ms of silence, as the track's length must not change.
            unsafe pcm.update(repeating: 0, count: 2 * count)
        }
        for index in 0..<count {
            unsafe frames[(end + index) & (Self.capacity - 1)] = SIMD2(pcm[2 * index], pcm[2 * index + 1])
        }
        end += count
    }
}
