import Foundation
import Testing

@testable import Audio

/// Gains at single frequencies, measured on tones.
struct FilterTests {
    /// The level in decibels of a tone behind the effects, against the tone itself.
    static func gain(_ effects: [Effect], at hertz: Double) -> Double {
        let chain = EffectsChain(effects)
        let sound = Waves.tone(hertz, blocks: 100, amplitude: 0.05).processed { _, block in chain.process(block) }
        return Waves.decibels(Waves.amplitude(sound.left, at: hertz, from: 24_000) / 0.05)
    }

    static func equalizer(_ gains: [Int: Double]) -> Effect {
        .equalizer(Effect.equalizerBands.indices.map { gains[$0] ?? 0 })
    }

    @Test(arguments: Array(Effect.equalizerBands.enumerated()).filter { $0.offset % 2 == 0 })
    func `a band of the equaliser raises its own frequency and leaves the far ones`(
        band: (offset: Int, element: Double)
    ) {
        let effects = [Self.equalizer([band.offset: 9])]
        #expect(abs(Self.gain(effects, at: band.element) - 9) < 0.2)
        for far in [band.offset - 5, band.offset + 5] where Effect.equalizerBands.indices.contains(far) {
            #expect(abs(Self.gain(effects, at: Effect.equalizerBands[far])) < 0.6)
        }
    }

    @Test func `all fifteen bands work at the same time`() {
        let effects = [Self.equalizer(Dictionary(uniqueKeysWithValues: (0..<15).map { ($0, $0 % 2 == 0 ? 6 : -6) }))]
        for (band, hertz) in Effect.equalizerBands.enumerated().dropFirst(3).dropLast(2) {
            let gain = Self.gain(effects, at: hertz)
            #expect(band.isMultiple(of: 2) ? gain > 2.5 && gain < 6.5 : gain < -2.5 && gain > -6.5, "\(hertz): \(gain)")
        }
    }

    @Test func `four sections in a vector are what each is alone`() {
        let sections: [Biquad] = [
            .peak(hertz: 100, decibels: 6, quality: 1), .peak(hertz: 900, decibels: -9, quality: 2),
            .lowPass(hertz: 8000, quality: 0.7), .lowShelf(hertz: 200, decibels: 4),
            .peak(hertz: 4000, decibels: 3, quality: 1),
        ]
        let together = BiquadCascade(sections)
        let alone = sections.map { BiquadCascade([$0]) }
        let noise = Waves.noise(blocks: 20)
        let one = noise.processed { _, block in together.process(block) }
        let other = noise.processed { _, block in for filter in alone { filter.process(block) } }
        #expect(zip(one.left + one.right, other.left + other.right).allSatisfy { abs($0 - $1) < 1e-5 })
    }

    @Test func `bass boost raises what is low and nothing else`() {
        #expect(abs(Self.gain([.bassBoost(decibels: 9)], at: 30) - 9) < 0.5)
        #expect(abs(Self.gain([.bassBoost(decibels: 9)], at: 2000)) < 0.2)
    }

    @Test func `low-pass falls by 24 dB an octave`() {
        let effects = [Effect.lowPass(hertz: 1000)]
        #expect(abs(Self.gain(effects, at: 200)) < 0.1)
        #expect(abs(Self.gain(effects, at: 1000) + 3) < 0.2)
        #expect(abs(Self.gain(effects, at: 2000) + 24) < 0.6)
        #expect(Self.gain(effects, at: 4000) < -45)
    }
}
