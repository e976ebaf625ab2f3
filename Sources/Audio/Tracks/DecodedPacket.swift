/// The sound of one Opus packet, of which a part may be read already.
struct DecodedPacket {
    private var samples = [Float](repeating: 0, count: OpusDecoder.maximumSamples)
    /// What is left to be read, in samples per channel.
    private var ready = 0..<0

    var isEmpty: Bool { ready.isEmpty }

    /// Decodes `packet`, which is `duration` samples long, and says how many samples came of it. Silence stands for a
    /// packet that libopus refuses.
    mutating func decode(_ packet: [UInt8], duration: Int, by decoder: borrowing OpusDecoder) -> Int {
        var target = samples.mutableSpan
        var count = duration
        do { count = try decoder.decode(packet.span, into: &target) } catch {
            for index in 0..<duration * OpusEncoder.channels { target[index] = 0 }
        }
        ready = 0..<count
        return count
    }

    /// Leaves out samples at the beginning and at the end.
    mutating func trim(first: Int, last: Int) {
        let end = max(ready.upperBound - last, ready.lowerBound)
        ready = min(ready.lowerBound + first, end)..<end
    }

    /// Moves as much as there is room for to `pcm` from sample `position` on, and says how much that was.
    mutating func move(to pcm: inout MutableSpan<Float>, at position: Int) -> Int {
        let channels = OpusEncoder.channels
        let count = min(ready.count, pcm.count / channels - position)
        let source = ready.lowerBound * channels
        for index in 0..<count * channels { pcm[position * channels + index] = samples[source + index] }
        ready = ready.dropFirst(count)
        return count
    }
}
