import Foundation
import Testing

@testable import Audio

/// What each effect does to a tone, measured.
struct EffectTests {
    @Test func `mono gives both sides the middle`() {
        let chain = EffectsChain([.mono])
        let sound = Waves.tone(500, 800, blocks: 50).processed { _, block in chain.process(block) }
        #expect(sound.left == sound.right)
        for hertz in [500.0, 800] {
            #expect(abs(Waves.amplitude(sound.left, at: hertz) - 0.125) < 0.002)
        }
    }

    @Test func `karaoke takes out the middle, keeps the sides and the bass`() {
        let chain = EffectsChain([.karaoke(amount: 1)])
        let voice = Waves.tone(1000, blocks: 50).processed { _, block in chain.process(block) }
        #expect(Waves.decibels(Waves.amplitude(voice.left, at: 1000, from: 4800) / 0.25) < -30)
        let bass = Waves.tone(50, blocks: 50).processed { _, block in chain.process(block) }
        #expect(abs(Waves.decibels(Waves.amplitude(bass.left, at: 50, from: 9600) / 0.25)) < 1.5)
        var sides = Waves.tone(1000, blocks: 50)
        sides.right = sides.right.map { -$0 }
        let kept = sides.processed { _, block in chain.process(block) }
        #expect(abs(Waves.decibels(Waves.amplitude(kept.left, at: 1000, from: 4800) / 0.25)) < 0.1)
    }

    @Test func `tremolo puts side bands at its frequency`() {
        let chain = EffectsChain([.tremolo(hertz: 5, depth: 0.8)])
        let sound = Waves.tone(1000, blocks: 200).processed { _, block in chain.process(block) }
        // 1 - 0.4 + 0.4 cos: the tone by 0.6, each side band by 0.2.
        #expect(abs(Waves.amplitude(sound.left, at: 1000) / 0.25 - 0.6) < 0.01)
        for hertz in [995.0, 1005] { #expect(abs(Waves.amplitude(sound.left, at: hertz) / 0.25 - 0.2) < 0.01) }
    }

    @Test func `vibrato swings the pitch by a semitone at most and no more`() {
        let chain = EffectsChain([.vibrato(hertz: 2, depth: 1)])
        let sound = Waves.tone(1000, blocks: 150).processed { _, block in chain.process(block) }
        let pitches = stride(from: 9600, to: sound.count - 2400, by: 600).map { start in
            Self.pitch(Array(sound.left[start..<start + 2400]))
        }
        #expect(abs((pitches.max() ?? 0) - 1059.5) < 8, "\(pitches.max() ?? 0)")
        #expect(abs((pitches.min() ?? 0) - 940.5) < 8, "\(pitches.min() ?? 0)")
    }

    @Test func `rotation carries the sound from side to side with even power`() {
        let chain = EffectsChain([.rotation(hertz: 0.5)])
        let sound = Waves.tone(1000, blocks: 200).processed { _, block in chain.process(block) }
        let windows = stride(from: 4800, to: sound.count - 4800, by: 4800).map { start in
            (Waves.power(sound.left[start..<start + 4800]), Waves.power(sound.right[start..<start + 4800]))
        }
        let balances = windows.map { Waves.decibels(($0.0 / $0.1).squareRoot()) }
        #expect((balances.max() ?? 0) > 12 && (balances.min() ?? 0) < -12, "\(balances)")
        let powers = windows.map { $0.0 + $0.1 }
        #expect((powers.max() ?? 0) / (powers.min() ?? 1) < 1.02)
    }

    @Test func `reverb goes on after the sound and dies away`() {
        let chain = EffectsChain([.reverb(amount: 1)])
        var sound = Waves.noise(blocks: 50)
        let quiet = [Float](repeating: 0, count: 200 * SampleBlock.count)
        sound.left += quiet
        sound.right += quiet
        let heard = sound.processed { _, block in chain.process(block) }
        func level(_ second: Double) -> Double {
            let start = 48_000 + Int(second * 48_000)
            return Waves.decibels((Waves.power(heard.left[start..<start + 4800]) / 0.0033).squareRoot())
        }
        #expect(level(0.05) > -18)
        #expect(level(1.0) < level(0.2) - 15)
        #expect(level(3) < -60)
        #expect(Waves.power(heard.left[..<48_000]) > 0.001 && heard.left != heard.right)
    }

    @Test(arguments: [
        Effect.equalizer(Array(repeating: 3, count: 15)), .bassBoost(decibels: 4),
        .timescale(speed: 1.5, semitones: -2),
        .rotation(hertz: 0.3), .karaoke(amount: 0.5), .tremolo(hertz: 4, depth: 0.5), .vibrato(hertz: 5, depth: 0.5),
        .lowPass(hertz: 900), .mono, .reverb(amount: 0.4),
    ])
    func `every effect survives JSON`(effect: Effect) throws {
        #expect(try JSONDecoder().decode(Effect.self, from: JSONEncoder().encode(effect)) == effect)
    }

    @Test func `what is out of range is moved into it`() throws {
        #expect(Effect.timescale(speed: 9, semitones: -40).clamped == .timescale(speed: 2, semitones: -12))
        #expect(Effect.tremolo(hertz: .nan, depth: .infinity).clamped == .tremolo(hertz: 0.1, depth: 1))
        let short = try JSONDecoder().decode(Effect.self, from: Data(#"{"effect":"equalizer","gains":[99]}"#.utf8))
        #expect(short == .equalizer([12] + Array(repeating: 0, count: 14)))
    }

    /// By zero crossings, with the crossing's place between samples.
    private static func pitch(_ samples: [Float]) -> Double {
        var crossings: [Double] = []
        for index in 1..<samples.count where samples[index - 1] < 0 && samples[index] >= 0 {
            crossings.append(Double(index) - Double(samples[index] / (samples[index] - samples[index - 1])))
        }
        guard let first = crossings.first, let last = crossings.last, crossings.count > 1 else { return 0 }
        return 48_000 * Double(crossings.count - 1) / (last - first)
    }
}
