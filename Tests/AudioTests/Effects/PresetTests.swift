import Foundation
import Testing

@testable import Audio

/// Every preset and every effect does what its name promises to what a listener decodes.
struct PresetTests {
    /// What becomes of a part of the spectrum: the mean of its bands, in decibels.
    struct Promise: Sendable {
        var hertz: ClosedRange<Double>
        var decibels: ClosedRange<Double>

        init(_ hertz: ClosedRange<Double>, _ decibels: ClosedRange<Double>) {
            self.hertz = hertz
            self.decibels = decibels
        }
    }

    static let promises: [(EffectPreset, [Promise])] = [
        (.bass, [Promise(25...63, 4.5...8.5), Promise(630...10_000, -0.8...0.8)]),
        (.superBass, [Promise(25...63, 7...11), Promise(1000...10_000, -0.8...0.8)]),
        (.treble, [Promise(6300...16_000, 4...9), Promise(25...400, -0.8...0.8)]),
        (.vocal, [Promise(1000...2500, 3...6.5), Promise(25...63, -5 ... -1.5), Promise(10_000...16_000, -2...0.5)]),
        (.rock, [Promise(25...100, 3...6), Promise(400...630, -3.5 ... -0.7), Promise(6300...16_000, 3...6.5)]),
        (.pop, [Promise(250...630, 2.5...5.5), Promise(25...40, -2...0.3), Promise(10_000...16_000, -2.5...0)]),
        (.electronic, [Promise(25...63, 4...8), Promise(250...400, -2.5...0), Promise(10_000...16_000, 3...7)]),
        (.hipHop, [Promise(25...100, 4...8), Promise(400...630, -1.5...0.5), Promise(10_000...16_000, 1.5...5)]),
        (.jazz, [Promise(25...63, 1.8...5), Promise(400...630, -1.5...0.5), Promise(10_000...16_000, 1.5...5)]),
        (.classical, [Promise(25...63, 2...5), Promise(630...2500, -0.8...0.8), Promise(6300...16_000, -4 ... -1)]),
        (.acoustic, [Promise(25...63, 2...5.5), Promise(1600...4000, 1...3.5), Promise(400...630, 0...2)]),
        (.soft, [Promise(6300...16_000, -10 ... -4), Promise(25...40, 0...2)]),
        (.radio, [Promise(25...63, -22 ... -10), Promise(1000...1600, 2...7), Promise(16_000...16_000, -18 ... -9)]),
    ]

    /// The level of each band of the equaliser behind the effects, against the sound as it was.
    static func response(_ effects: [Effect], _ sound: Waves) throws -> [Double] {
        let heard = try Encoded.heard(sound, effects)
        return Effect.equalizerBands.map { hertz in
            let before = Waves.amplitude(sound.left, at: hertz, from: 48_000, count: 48_000)
            return Waves.decibels(Waves.amplitude(heard.left, at: hertz, from: 48_000, count: 48_000) / before)
        }
    }

    private static let tones = Waves.tones(Effect.equalizerBands, blocks: 110, amplitude: 0.02)

    @Test(arguments: promises)
    func `a preset shapes the spectrum as its name says`(preset: EffectPreset, promises: [Promise]) throws {
        let response = try Self.response(preset.effects, Self.tones)
        for promise in promises {
            let bands = zip(Effect.equalizerBands, response).filter { promise.hertz.contains($0.0) }.map(\.1)
            let mean = bands.reduce(0, +) / Double(bands.count)
            #expect(promise.decibels.contains(mean), "\(preset) at \(promise.hertz): \(mean) dB of \(response)")
        }
    }

    /// Those whose promise is another than a shape.
    @Test func `no preset is left out`() {
        let others: Set<EffectPreset> = [.nightcore, .vaporwave, .eightD, .karaoke, .hall]
        #expect(others.union(Self.promises.map(\.0)) == Set(EffectPreset.allCases))
        #expect(
            EffectPreset.allCases.allSatisfy { preset in
                !preset.effects.isEmpty && preset.effects.allSatisfy { $0 == $0.clamped && !$0.changesNothing }
            })
    }

    @Test(arguments: [(EffectPreset.nightcore, 1.25), (.vaporwave, 0.8)])
    func `nightcore and vaporwave play like a record at another speed`(preset: EffectPreset, factor: Double) throws {
        let sound = Waves.tone(440, 440, blocks: 200)
        let heard = try Encoded.heard(sound, preset.effects)
        let middle = heard.count / 2 - 24_000
        #expect(Waves.amplitude(heard.left, at: 440 * factor, from: middle, count: 48_000) > 0.1)
        #expect(Waves.amplitude(heard.left, at: 440, from: middle, count: 48_000) < 0.01)
        #expect(abs(Double(heard.count) / Double(sound.count) - 1 / factor) < 0.04)
    }

    @Test func `eight-D and rotation circle, karaoke takes the middle out, a hall answers`() throws {
        func balances(_ effects: [Effect], seconds: Int) throws -> [Double] {
            let heard = try Encoded.heard(.tone(1000, blocks: 50 * seconds), effects)
            return stride(from: 9600, to: heard.count - 9600, by: 9600).map { start in
                Waves.decibels(
                    (Waves.power(heard.left[start..<start + 9600]) / Waves.power(heard.right[start..<start + 9600]))
                        .squareRoot())
            }
        }
        for (effects, seconds) in [(EffectPreset.eightD.effects, 6), ([.rotation(hertz: 0.5)], 3)] {
            let balances = try balances(effects, seconds: seconds)
            #expect((balances.max() ?? 0) > 8 && (balances.min() ?? 0) < -8, "\(balances)")
        }
        let voice = try Encoded.heard(.tone(1000, blocks: 60), EffectPreset.karaoke.effects)
        #expect(Waves.decibels(Waves.amplitude(voice.left, at: 1000, from: 9600) / 0.25) < -26)
        var sound = Waves.noise(blocks: 50)
        sound.left += [Float](repeating: 0, count: 48_000)
        sound.right += [Float](repeating: 0, count: 48_000)
        for effects in [EffectPreset.hall.effects, [.reverb(amount: 1)]] {
            let heard = try Encoded.heard(sound, effects)
            let tail = Waves.power(heard.left[50_400..<55_200]) / Waves.power(heard.left[24_000..<48_000])
            #expect(10 * log10(tail) > -22 && 10 * log10(tail) < -2, "\(10 * log10(tail)) dB")
        }
    }

    @Test func `the swinging effects are heard at their own frequencies`() throws {
        let tremolo = try Encoded.heard(.tone(1000, blocks: 200), [.tremolo(hertz: 5, depth: 0.8)])
        #expect(abs(Waves.amplitude(tremolo.left, at: 1000) / 0.25 - 0.6) < 0.03)
        for hertz in [995.0, 1005] { #expect(abs(Waves.amplitude(tremolo.left, at: hertz) / 0.25 - 0.2) < 0.03) }
        // Half a semitone of 440 Hz, 13.1 Hz, six times a second: Bessel functions of 2.18.
        let vibrato = try Encoded.heard(.tone(440, blocks: 200), [.vibrato(hertz: 6, depth: 0.5)])
        for (hertz, part) in [(434.0, 0.556), (440, 0.121), (446, 0.556)] {
            let measured = Waves.amplitude(vibrato.left, at: hertz, from: 9600) / 0.25
            #expect(abs(measured - part) < 0.05, "\(hertz): \(measured)")
        }
        let mono = try Encoded.heard(.tone(500, 800, blocks: 60), [.mono])
        for side in [mono.left, mono.right] {
            for hertz in [500.0, 800] { #expect(abs(Waves.amplitude(side, at: hertz, from: 9600) - 0.125) < 0.01) }
        }
        let higher = try Encoded.heard(.tone(440, blocks: 100), [.timescale(speed: 1, semitones: 12)])
        #expect(Waves.amplitude(higher.left, at: 880, from: 24_000, count: 48_000) > 0.2)
    }

    @Test func `filters do to a listener's spectrum what they say`() throws {
        let low = try Self.response([.lowPass(hertz: 1000)], Self.tones)
        let bands = Dictionary(uniqueKeysWithValues: zip(Effect.equalizerBands, low))
        #expect(abs(bands[160] ?? 9) < 0.5 && abs((bands[1000] ?? 0) + 3) < 0.7, "\(low)")
        #expect((bands[2500] ?? 0) < -27, "\(low)")
        let boosted = try Self.response([.bassBoost(decibels: 9)], Self.tones)
        #expect(abs(boosted[0] - 9) < 0.8 && abs(boosted[10]) < 0.5, "\(boosted)")
        for band in [2, 7, 12] {
            let gains = Effect.equalizerBands.indices.map { $0 == band ? 9.0 : 0 }
            let response = try Self.response([.equalizer(gains)], Self.tones)
            #expect(abs(response[band] - 9) < 0.6, "\(response)")
            for far in [band - 5, band + 5] where response.indices.contains(far) { #expect(abs(response[far]) < 0.9) }
        }
    }
}
