/// The sound of one packet: 960 samples for each of two channels, interleaved.
struct PCMBlock {
    private var samples = [Float](repeating: 0, count: OpusEncoder.frameSize * OpusEncoder.channels)

    /// Takes the next sound from `reader`, silence after its end, and says how many samples per channel are sound.
    mutating func fill(from reader: any PCMReader) throws -> Int {
        var free = samples.mutableSpan
        let count = try reader.read(into: &free)
        for index in count * OpusEncoder.channels..<free.count { free[index] = 0 }
        return count
    }

    func encode(
        by encoder: borrowing OpusEncoder, into packet: inout MutableSpan<UInt8>
    ) throws(OpusError) -> Int {
        try encoder.encode(samples.span, into: &packet)
    }
}
