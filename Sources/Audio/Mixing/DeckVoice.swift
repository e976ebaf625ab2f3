/// One way of playing a deck's sound: as it is, or stretched. It gives 960 frames at a time.
final class DeckVoice {
    let timescale: Timescale
    /// The frame of the track with which the next block begins.
    private(set) var position: Double
    private let stretcher: TimeStretcher?
    private var fed: Int
    private var isFlushed = false
    private let input = SampleBlock()

    /// Begins at frame `position`; unstretched it must be a whole number.
    init(_ timescale: Timescale, position: Double) throws {
        self.timescale = timescale
        self.position = position
        fed = Int(position)
        let isOriginal = timescale == .original
        stretcher = isOriginal ? nil : try TimeStretcher(speed: timescale.speed, semitones: timescale.semitones)
    }

    /// Fills `block`. False when the track had ended before it.
    func render(_ block: SampleBlock, from history: DecodedHistory) throws -> Bool {
        guard let stretcher else {
            let start = Int(position)
            try history.decode(until: start + SampleBlock.count)
            history.copy(from: start, to: block)
            position += Double(SampleBlock.count)
            return start < history.end
        }
        while stretcher.ready < SampleBlock.count, !isFlushed {
            try history.decode(until: fed + SampleBlock.count)
            guard fed < history.end else {
                try stretcher.flush()
                isFlushed = true
                break
            }
            history.copy(from: fed, to: input)
            fed += SampleBlock.count
            try stretcher.put(input)
        }
        let count = stretcher.take(block)
        position += Double(SampleBlock.count) * timescale.speed
        // Flushing pads with silence: the track's own length decides.
        return count > 0 && (!isFlushed || position - timescale.speed * Double(SampleBlock.count) < Double(history.end))
    }
}
