/// Encodes decoded sound to packets of 20 ms. The last one is filled up with silence.
final class Transcoder {
    private let source: any PCMReader
    private let encoder: OpusEncoder
    private var block = PCMBlock()
    /// Samples of silence still needed after the sound's end to get all of it out of the encoder.
    private var tail: Int
    private var hasBegun = false

    init(_ source: any PCMReader, _ configuration: OpusEncoder.Configuration) throws {
        self.source = source
        encoder = try OpusEncoder(configuration)
        tail = encoder.lookahead
    }

    /// The length of the next packet, which stands at the front of `packet` then; nil at the end.
    func next(into packet: inout MutableSpan<UInt8>) throws -> Int? {
        let count = try block.fill(from: source)
        if count < OpusEncoder.frameSize {
            guard count > 0 || hasBegun && tail > 0 else { return nil }
            tail -= OpusEncoder.frameSize - count
        }
        hasBegun = true
        return try block.encode(by: encoder, into: &packet)
    }

    /// Encodes in another way from the next packet on.
    func adapt(to configuration: OpusEncoder.Configuration) throws(OpusError) { try encoder.adapt(to: configuration) }

    func close() { source.close() }
}
