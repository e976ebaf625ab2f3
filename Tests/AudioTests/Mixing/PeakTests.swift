import Foundation
import Testing

@testable import Audio

/// No processed sound is heard above -1 dBTP: measured by libebur128 on what a listener decodes.
struct PeakTests {
    static let music = Result { try Waves.music(from: 8, seconds: 3) }

    static let changes: [(String, effects: [Effect], gain: Float)] = [
        ("twice as loud", [], 2), ("bass boost", [.bassBoost(decibels: 12)], 1),
        ("treble, louder", EffectPreset.treble.effects, 1.6), ("hall, twice as loud", EffectPreset.hall.effects, 2),
    ]

    @Test(arguments: [64_000, 96_000, 128_000] as [Int32])
    func `no effect and no volume is heard above -1 dBTP`(bitrate: Int32) throws {
        let music = try Self.music.get()
        for (name, effects, gain) in Self.changes {
            let peak = try #require(try Encoded.heard(music, effects, gain: gain, bitrate: bitrate).truePeak)
            #expect(peak <= -1, "\(name) at \(bitrate): \(peak) dBTP")
            // And it is not simply made soft.
            #expect(peak > -3, "\(name) at \(bitrate): \(peak) dBTP")
        }
    }

    @Test(arguments: [64_000, 128_000] as [Int32])
    func `even noise of full scale, whose peaks the codec raises most, hardly comes above`(bitrate: Int32) throws {
        let noise = Waves.noise(blocks: 150, amplitude: 0.9)
        let peak = try #require(try Encoded.heard(noise, gain: 2, bitrate: bitrate).truePeak)
        // At 64 kbit/s single packets do, by 0.4 dB, however finely they are encoded again. Unlimited it would be 6 dB and more.
        #expect(peak <= -0.5, "\(peak) dBTP")
    }

    @Test func `without the limiter the same music is heard far above`() throws {
        let peak = try #require(try Encoded.heard(try Self.music.get(), gain: 2, limits: false).truePeak)
        #expect(peak > 2, "\(peak) dBTP")
    }

    @Test func `a soft sound passes as it is, and a loud one is made softer, not broken`() throws {
        let soft = try Encoded.heard(.tone(440, blocks: 50, amplitude: 0.2), gain: 2)
        #expect(abs(Waves.amplitude(soft.left, at: 440, from: 4800) - 0.4) < 0.005)
        let loud = try Encoded.heard(.tone(440, blocks: 100, amplitude: 0.8), gain: 2)
        let tone = Waves.amplitude(loud.left, at: 440, from: 24_000)
        #expect(abs(tone - 0.741) < 0.03, "\(tone)")
        // A clipped wave would have its third harmonic at -10 dB.
        #expect(Waves.decibels(Waves.amplitude(loud.left, at: 1320, from: 24_000) / tone) < -40)
    }

    @Test func `it comes and goes without a click, and leaves the sound alone in the end`() throws {
        let encoder = try AlignedEncoder(OpusEncoder.Configuration(bitrate: 192_000))
        let tone = Waves.tone(200, blocks: 120, amplitude: 0.95)
        var packets: [[UInt8]] = []
        _ = try tone.processed { number, block in
            encoder.limitsPeaks = (20..<60).contains(number)
            packets += try encoder.packet(of: block).map { [$0] } ?? []
        }
        #expect(!encoder.isLimiting)
        let heard = try Encoded.decoded(packets)
        #expect(abs(Waves.amplitude(heard.left, at: 200, from: 35 * 960, count: 20 * 960) - 0.741) < 0.02)
        #expect(abs(Waves.amplitude(heard.left, at: 200, from: 85 * 960, count: 30 * 960) - 0.95) < 0.01)
        // Steps of the tone itself are 0.025.
        #expect(Waves.largestJump(heard.left[4800...]) < 0.0265, "\(Waves.largestJump(heard.left[4800...]))")
    }

    @Test func `what is encoded again for its peaks is rare and no other packet's size changes`() throws {
        let music = try Self.music.get()
        let encoder = try AlignedEncoder(OpusEncoder.Configuration(bitrate: 64_000))
        encoder.limitsPeaks = true
        let chain = EffectsChain(gain: 2)
        var sizes: [Int] = []
        _ = try music.processed { _, block in
            chain.process(block)
            sizes += try encoder.packet(of: block).map { [$0.count] } ?? []
        }
        let mean = Double(sizes.reduce(0, +)) * 0.4 / Double(sizes.count)
        #expect(abs(mean - 64) < 6, "\(mean) kbit/s")
    }
}
