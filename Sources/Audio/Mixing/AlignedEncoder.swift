/// Encodes blocks so that a listener hears them without the encoder's delay: the packet of a block, decoded, is that block.
///
/// What libopus lags behind is made up for by running ahead of it, so the packet of a block comes with the block after it. Used by
/// one thread; allocates nothing after its creation.
@safe
package final class AlignedEncoder {
    private let encoder: OpusEncoder
    private let bitrate: Int32
    /// What is to be encoded next; the first `filled` frames are there.
    private let input: UnsafeMutablePointer<Float>
    private static let room = 4 * OpusEncoder.frameSize
    private var filled: Int

    package init(_ configuration: OpusEncoder.Configuration) throws {
        encoder = try OpusEncoder(configuration)
        bitrate = configuration.bitrate
        filled = -encoder.lookahead
        unsafe input = .allocate(capacity: Self.room)
        unsafe input.initialize(repeating: 0, count: Self.room)
    }

    deinit { unsafe input.deallocate() }

    /// Takes a block and gives the length of the packet of the one before, which stands at the front of `packet` then; 0 at first.
    package func encode(_ block: SampleBlock, into packet: inout MutableSpan<UInt8>) throws -> Int {
        append(block)
        let whole = OpusEncoder.frameSize
        guard filled >= whole else { return 0 }
        let samples = unsafe Span(_unsafeStart: input, count: 2 * whole)
        let length = try encoder.encode(samples, into: &packet)
        filled -= whole
        unsafe input.update(from: input + 2 * whole, count: 2 * filled)
        return length
    }

    /// As good as libopus can for the next packets, or at the wanted bitrate again.
    package func refine(_ isFine: Bool) throws {
        try encoder.setBitrate(isFine ? 256_000 : bitrate, isConstrained: !isFine)
    }

    /// The share of packets that may be lost on the way, in percent.
    package func expectLoss(_ percent: Int32) throws { try encoder.expectLoss(percent) }

    private func append(_ block: SampleBlock) {
        let skipped = max(-filled, 0)
        let start = max(filled, 0)
        for index in skipped..<SampleBlock.count {
            let frame = unsafe block.frames[index]
            let place = 2 * (start + index - skipped)
            unsafe input[place] = frame.x
            unsafe input[place + 1] = frame.y
        }
        filled += OpusEncoder.frameSize
    }
}
