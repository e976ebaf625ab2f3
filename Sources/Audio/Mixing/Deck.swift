/// A track on its way into the mix: decoded, at the wanted speed and pitch, in blocks of 20 ms.
///
/// A change of speed or pitch is a blend of the old way of playing with the new one over one block. Played as it is, a block is
/// exactly one packet of the track, so that passing the packets on can be taken up again behind any block. One worker thread.
package final class Deck {
    /// Packets of the track before the first that this deck decodes.
    package let firstFrame: Int
    private let history: DecodedHistory
    private var voice: DeckVoice
    private var wanted: Timescale
    private let scratch = SampleBlock()
    private var gain: Float
    private var targetGain: Float
    /// Within a second, for a loudness that becomes known late.
    private static let gainStep: Float = 1 / 50

    /// `source` goes on with packet `firstFrame` of the track.
    package init(_ source: any PacketSource, firstFrame: Int, timescale: Timescale = .original, gain: Float = 1) throws
    {
        self.firstFrame = firstFrame
        self.gain = gain
        targetGain = gain
        wanted = timescale
        history = try DecodedHistory(source)
        voice = try DeckVoice(timescale, position: 0)
    }

    /// Packets of the track that were played when the next block begins.
    package var position: Double { Double(firstFrame) + voice.position / Double(SampleBlock.count) }

    /// Whether blocks are packets of the track, unchanged, and stay so.
    package var isOriginal: Bool {
        voice.timescale == .original && wanted == .original && gain == 1 && targetGain == 1
    }

    /// The speed of the next block.
    package var speed: Double { voice.timescale.speed }

    /// Goes over to another speed and pitch with the next block.
    package func set(_ timescale: Timescale) { wanted = timescale }

    /// Goes over to another loudness within a second.
    package func set(gain: Float) { targetGain = gain }

    /// Fills `block` with what comes next. False when the track had ended; then the block is silent.
    package func render(_ block: SampleBlock) throws -> Bool {
        guard voice.timescale != wanted else {
            let isSound = try voice.render(block, from: history)
            applyGain(block)
            return isSound
        }
        let isOriginal = wanted == .original
        let packet = Double(SampleBlock.count)
        let position = isOriginal ? (voice.position / packet).rounded() * packet : voice.position.rounded()
        let next = try DeckVoice(wanted, position: max(position, 0))
        let wasSound = try voice.render(scratch, from: history)
        let isSound = try next.render(block, from: history)
        block.blend(from: scratch, 1, 0)
        voice = next
        applyGain(block)
        return isSound || wasSound
    }

    private func applyGain(_ block: SampleBlock) {
        guard gain != 1 || targetGain != 1 else { return }
        let distance = targetGain - gain
        let end = abs(distance) <= Self.gainStep ? targetGain : gain + (distance < 0 ? -Self.gainStep : Self.gainStep)
        let step = (end - gain) / Float(SampleBlock.count)
        var level = gain
        for index in 0..<SampleBlock.count {
            unsafe block.frames[index] *= level
            level += step
        }
        gain = end
    }
}
