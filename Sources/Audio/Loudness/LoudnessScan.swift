/// Measures a whole track ahead of its playing, as fast as it can be read.
package enum LoudnessScan {
    /// What is not measured to its end tells nothing: longer tracks are left out.
    static let longest = 3 * 3600 * 50

    /// Reads `source` to its end. Nil where it is silent or longer than three hours. `isWanted` is asked every second of sound; when
    /// it says no, `CancellationError` is thrown. Blocks; throws what the source throws.
    package static func measure(_ source: TrackSource, while isWanted: () -> Bool) throws -> TrackLoudness? {
        let meter = try LoudnessMeter()
        let deck = try Deck(TrackPackets(source), firstFrame: 0)
        let block = SampleBlock()
        var count = 0
        while try deck.render(block) {
            try meter.add(block)
            count += 1
            guard count < longest else { return nil }
            guard !count.isMultiple(of: 50) || isWanted() else { throw CancellationError() }
        }
        return meter.loudness
    }
}

/// A track source's packets, pulled directly.
package final class TrackPackets: PacketSource {
    private let source: TrackSource

    package init(_ source: TrackSource) {
        self.source = source
    }

    package func next(into packet: inout MutableSpan<UInt8>) throws -> Int? { try source.next(into: &packet) }
}
