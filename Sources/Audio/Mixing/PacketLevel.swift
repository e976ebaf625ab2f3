/// How loud single packets of a stream are, in order. Used by one thread.
@safe
package final class PacketLevel {
    private let decoder: OpusDecoder
    private let pcm: UnsafeMutablePointer<Float>

    package init() throws {
        decoder = try OpusDecoder()
        unsafe pcm = .allocate(capacity: OpusDecoder.maximumSamples)
        unsafe pcm.initialize(repeating: 0, count: OpusDecoder.maximumSamples)
    }

    deinit { unsafe pcm.deallocate() }

    /// The highest sample of the packet, 1 being full scale; 0 for one that libopus refuses.
    package func peak(of packet: [UInt8]) -> Float {
        var samples = unsafe MutableSpan(_unsafeStart: pcm, count: OpusDecoder.maximumSamples)
        guard let count = try? decoder.decode(packet.span, into: &samples) else { return 0 }
        return (0..<count * OpusEncoder.channels).reduce(0) { unsafe max($0, abs(pcm[$1])) }
    }
}
