internal import COpus

/// Encodes stereo at 48 kHz to Opus packets of 20 ms. Not thread-safe; allocates nothing after its creation.
package struct OpusEncoder: ~Copyable {
    /// Samples per channel in a packet.
    package static let frameSize = 960
    package static let channels = 2
    /// No packet made here is longer: one frame, and the byte that describes it.
    package static let maximumPacketSize = 1 + OpusPacket.maximumFrameSize

    package struct Configuration: Equatable, Sendable {
        /// Bits per second, 6,000 to 510,000: the voice channel's bitrate.
        package var bitrate: Int32
        /// 0 (fast) to 10 (best).
        package var complexity: Int32
        /// What share of packets is expected to be lost, in percent. Above 0 the packets also carry what is needed to
        /// mend a lost one, where the bitrate leaves room for it.
        package var expectedLoss: Int32

        package init(bitrate: Int32 = 128_000, complexity: Int32 = 10, expectedLoss: Int32 = 0) {
            self.bitrate = min(max(bitrate, 6_000), 510_000)
            self.complexity = min(max(complexity, 0), 10)
            self.expectedLoss = min(max(expectedLoss, 0), 100)
        }
    }

    private let handle: Handle
    /// How many samples the packets lag behind what goes in.
    let lookahead: Int

    init(_ configuration: Configuration) throws(OpusError) {
        let handle = try Handle()
        unsafe try OpusError.check(copus_set_bitrate(handle.pointer, configuration.bitrate))
        unsafe try OpusError.check(copus_set_complexity(handle.pointer, configuration.complexity))
        unsafe try OpusError.check(copus_set_variable_bitrate(handle.pointer, 1))
        unsafe try OpusError.check(copus_set_music_signal(handle.pointer))
        try Self.expectLoss(configuration.expectedLoss, handle)
        var lookahead: Int32 = 0
        unsafe try OpusError.check(copus_get_lookahead(handle.pointer, &lookahead))
        self.lookahead = Int(lookahead)
        self.handle = handle
    }

    /// Encodes 960 interleaved stereo frames of Float32, nominally between -1 and 1, and says how many bytes at the
    /// front of `packet` are the packet. `packet` has room for `maximumPacketSize`.
    func encode(_ pcm: Span<Float>, into packet: inout MutableSpan<UInt8>) throws(OpusError) -> Int {
        guard pcm.count == Self.frameSize * Self.channels else { throw OpusError(code: OPUS_BAD_ARG) }
        let encoder = unsafe handle.pointer
        let result = unsafe pcm.withUnsafeBufferPointer { pcm in
            unsafe packet.withUnsafeMutableBufferPointer { packet in
                guard let samples = pcm.baseAddress, let bytes = packet.baseAddress else { return OPUS_BAD_ARG }
                return unsafe opus_encode_float(
                    encoder, samples, Int32(Self.frameSize), bytes, Int32(min(packet.count, Self.maximumPacketSize)))
            }
        }
        return try OpusError.check(result)
    }

    /// What share of packets is expected to be lost, in percent, from the next packet on.
    func expectLoss(_ percent: Int32) throws(OpusError) { try Self.expectLoss(min(max(percent, 0), 100), handle) }

    private static func expectLoss(_ percent: Int32, _ handle: borrowing Handle) throws(OpusError) {
        unsafe try OpusError.check(copus_set_forward_error_correction(handle.pointer, percent > 0 ? 1 : 0))
        unsafe try OpusError.check(copus_set_expected_loss(handle.pointer, percent))
    }

    /// From the next packet on. What packets take beyond the bitrate while they are not `isConstrained` is not taken off those that
    /// follow: constrained ones behind a higher bitrate would have a few bytes left, and be next to silent.
    func setBitrate(_ bitrate: Int32, isConstrained: Bool) throws(OpusError) {
        unsafe try OpusError.check(copus_set_constrained_bitrate(handle.pointer, isConstrained ? 1 : 0))
        unsafe try OpusError.check(copus_set_bitrate(handle.pointer, min(max(bitrate, 6_000), 510_000)))
    }

    /// Takes over another bitrate, complexity and expected loss from the next packet on.
    func adapt(to configuration: Configuration) throws(OpusError) {
        unsafe try OpusError.check(copus_set_complexity(handle.pointer, configuration.complexity))
        try setBitrate(configuration.bitrate, isConstrained: true)
        try expectLoss(configuration.expectedLoss)
    }

    func makeMemory() -> OpusMemory { OpusMemory(count: opus_encoder_get_size(Int32(Self.channels))) }

    /// Puts aside what the encoder remembers, settings among it, in memory of its own making.
    func keep(in memory: OpusMemory) { unsafe memory.keep(handle.pointer) }

    func restore(from memory: OpusMemory) { unsafe memory.restore(handle.pointer) }

    @safe
    struct Handle: ~Copyable {
        fileprivate let pointer: OpaquePointer

        fileprivate init() throws(OpusError) {
            var code: Int32 = OPUS_OK
            let pointer = unsafe opus_encoder_create(
                Int32(OpusPacket.sampleRate), Int32(OpusEncoder.channels), OPUS_APPLICATION_AUDIO, &code)
            guard let pointer = unsafe pointer else { throw OpusError(code: code) }
            unsafe self.pointer = pointer
        }

        deinit { unsafe opus_encoder_destroy(pointer) }
    }
}
