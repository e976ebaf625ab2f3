import Foundation
import Testing

@testable import Audio

/// No switch clicks: on a tone of 200 Hz, whose steps are small, a click would be the largest step by far.
struct SwitchTests {
    /// What an effect's own work may add to the steps of the tone that it changes.
    static let switches: [(String, [Effect])] = [
        ("equaliser", [.equalizer([6, 6, 4, 2, 0, 0, -4, 0, 0, 3, 3, 0, 0, 6, 6])]),
        ("bass", [.bassBoost(decibels: 8)]),
        ("rotation", [.rotation(hertz: 0.3)]), ("karaoke", [.karaoke(amount: 1)]),
        ("tremolo", [.tremolo(hertz: 6, depth: 0.9)]), ("vibrato", [.vibrato(hertz: 6, depth: 0.5)]),
        ("low-pass", [.lowPass(hertz: 400)]), ("mono", [.mono]), ("reverb", [.reverb(amount: 0.8)]),
        (
            "all",
            [.bassBoost(decibels: 4), .rotation(hertz: 0.3), .tremolo(hertz: 6, depth: 0.5), .reverb(amount: 0.5)]
        ),
    ]

    @Test(arguments: switches)
    func `switching an effect on and off makes no click`(name: String, effects: [Effect]) {
        let chain = EffectsChain()
        let tone = Waves.tone(200, 230, blocks: 60, amplitude: 0.2)
        let sound = tone.processed { number, block in
            if number == 15 { chain.set(effects) }
            if number == 40 { chain.set([]) }
            chain.process(block)
        }
        #expect(sound.left != tone.left)
        // The tone's own largest step is 0.006, a click's would be up to 0.4.
        #expect(sound.largestJump < 0.02, "\(name): \(sound.largestJump)")
        #expect(sound.largestBend < 0.004, "\(name): \(sound.largestBend)")
        #expect(Array(sound.left[..<(15 * 960)]) == Array(tone.left[..<(15 * 960)]))
        #expect(Array(sound.left[(45 * 960)...]) == Array(tone.left[(45 * 960)...]), "\(name) leaves something behind")
        #expect(chain.isIdentity)
    }

    @Test func `a cut without a passage would be seen`() {
        let chain = EffectsChain()
        let loud = EffectsChain(gain: 0)
        let sound = Waves.tone(200, 230, blocks: 30, amplitude: 0.2).processed { number, block in
            // In the middle of a block's wave, so that the step is not by chance small.
            if number >= 15 { loud.process(block) } else { chain.process(block) }
            for index in 0..<100 where number == 15 { block[index] = SIMD2(0.15, 0.15) }
        }
        #expect(sound.largestJump > 0.02)
    }

    @Test func `the volume moves without a click, also while it moves`() {
        let chain = EffectsChain()
        let volumes: [Int: Float] = [5: 2, 6: 0, 10: 1.5, 20: 0.1, 21: 1]
        let sound = Waves.tone(200, blocks: 40, amplitude: 0.2).processed { number, block in
            if let volume = volumes[number] { chain.set(gain: volume) }
            chain.process(block)
        }
        #expect(sound.largestJump < 0.015)
        #expect(chain.isIdentity)
    }

    @Test func `a change during a passage takes place after it`() {
        let chain = EffectsChain()
        let sound = Waves.tone(200, blocks: 40, amplitude: 0.2).processed { number, block in
            if number == 5 { chain.set([.mono]) }
            if number == 6 { chain.set([.lowPass(hertz: 300)]) }
            if number == 7 { chain.set([.tremolo(hertz: 3, depth: 1)]) }
            if number == 8 { chain.set([]) }
            chain.process(block)
        }
        #expect(sound.largestJump < 0.015 && chain.isIdentity)
    }

    @Test func `silence does not slow a recursion down to denormal numbers`() {
        let chain = EffectsChain([.reverb(amount: 1), .lowPass(hertz: 300)])
        var last = Waves(left: [], right: [])
        let block = SampleBlock()
        block[0] = SIMD2(1, 1)
        for number in 0..<2000 {
            if number > 0 { block.clear() }
            chain.process(block)
            if number >= 1990 { last.append(block) }
        }
        #expect(last.left.allSatisfy { $0 == 0 || abs($0) > .leastNormalMagnitude && abs($0) < 1e-9 })
    }
}
