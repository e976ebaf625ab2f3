internal import COpus

/// Decodes Opus packets to interleaved stereo Float32 at 48 kHz. Not thread-safe; allocates nothing after its creation.
package struct OpusDecoder: ~Copyable {
    /// How many floats the longest packet decodes to.
    package static let maximumSamples = OpusPacket.maximumDuration * OpusEncoder.channels

    private let handle: Handle

    /// `gain` in decibels times 256 is applied to what comes out (RFC 7845 §5.1).
    init(gain: Int = 0) throws(OpusError) {
        let handle = try Handle()
        unsafe try OpusError.check(copus_set_gain(handle.pointer, Int32(clamping: gain)))
        self.handle = handle
    }

    /// Decodes `packet` to the front of `pcm` and says how many samples per channel it held.
    ///
    /// An empty packet stands for a lost one: as many samples as `pcm` has room for are made up from what came before.
    func decode(_ packet: Span<UInt8>, into pcm: inout MutableSpan<Float>) throws(OpusError) -> Int {
        let decoder = unsafe handle.pointer
        let result = unsafe packet.withUnsafeBufferPointer { packet in
            unsafe pcm.withUnsafeMutableBufferPointer { pcm in
                guard let samples = pcm.baseAddress else { return OPUS_BUFFER_TOO_SMALL }
                return unsafe opus_decode_float(
                    decoder, packet.isEmpty ? nil : packet.baseAddress, Int32(packet.count), samples,
                    Int32(min(pcm.count, Self.maximumSamples) / OpusEncoder.channels), 0)
            }
        }
        return try OpusError.check(result)
    }

    /// Forgets the sound decoded so far, as at the beginning of another stream.
    func reset() throws(OpusError) {
        unsafe try OpusError.check(copus_reset_decoder(handle.pointer))
    }

    func makeMemory() -> OpusMemory { OpusMemory(count: opus_decoder_get_size(Int32(OpusEncoder.channels))) }

    /// Puts aside what the decoder remembers, in memory of its own making.
    func keep(in memory: OpusMemory) { unsafe memory.keep(handle.pointer) }

    func restore(from memory: OpusMemory) { unsafe memory.restore(handle.pointer) }

    @safe
    struct Handle: ~Copyable {
        fileprivate let pointer: OpaquePointer

        fileprivate init() throws(OpusError) {
            var code: Int32 = OPUS_OK
            let pointer = unsafe opus_decoder_create(
                Int32(OpusPacket.sampleRate), Int32(OpusEncoder.channels), &code)
            guard let pointer = unsafe pointer else { throw OpusError(code: code) }
            unsafe self.pointer = pointer
        }

        deinit { unsafe opus_decoder_destroy(pointer) }
    }
}
