import Foundation
import Testing

@testable import Audio

/// A track in the mix: its length, its place and its changes of speed and pitch.
struct DeckTests {
    static let packets = Result { try PacketList.encoding(.tone(400, 600, blocks: 500)) }

    static func render(
        _ deck: Deck, blocks: Int = 10_000, _ before: (Int) -> Void = { _ in }
    ) throws -> Waves {
        var sound = Waves(left: [], right: [])
        let block = SampleBlock()
        for number in 0..<blocks {
            before(number)
            guard try deck.render(block) else { break }
            sound.append(block)
        }
        return sound
    }

    @Test func `as it is, a track comes out packet by packet as a listener decodes it`() throws {
        let packets = try Self.packets.get()
        let sound = try Self.render(Deck(PacketList(packets), firstFrame: 7))
        let heard = try Sound(packets)
        #expect(sound.left == heard.left && sound.right == heard.right)
    }

    @Test(arguments: [(0.5, 0.0), (0.8, -4.0), (1.0, 7.0), (1.25, 3.86), (2.0, 0.0)])
    func `speed changes the length alone and semitones the pitch alone`(speed: Double, semitones: Double) throws {
        let deck = try Deck(
            PacketList(try Self.packets.get()), firstFrame: 0,
            timescale: Timescale(speed: speed, semitones: semitones))
        let sound = try Self.render(deck)
        let expected = 500 / speed
        #expect(abs(Double(sound.count) / 960 - expected) < 6, "\(sound.count / 960) blocks")
        let factor = pow(2, semitones / 12)
        let middle = sound.count / 2
        #expect(Waves.amplitude(sound.left, at: 400 * factor, from: middle - 24_000, count: 48_000) > 0.2)
        #expect(Waves.amplitude(sound.right, at: 600 * factor, from: middle - 24_000, count: 48_000) > 0.2)
        if semitones != 0 { #expect(Waves.amplitude(sound.left, at: 400, from: middle - 24_000, count: 48_000) < 0.02) }
        #expect(abs(deck.position - 500) < 8 * speed, "\(deck.position)")
    }

    @Test func `the position counts the track's frames at every speed`() throws {
        // A click every 0.5 s: where it is heard, the position must say so.
        var clicks = Waves.tone(100, blocks: 500, amplitude: 0)
        for start in stride(from: 24_000, to: clicks.count - 960, by: 24_000) {
            for index in 0..<480 {
                clicks.left[start + index] = 0.5 * sin(Float(index) * 0.3)
                clicks.right[start + index] = clicks.left[start + index]
            }
        }
        for speed in [0.6, 1.0, 1.7] {
            let deck = try Deck(
                PacketList(try PacketList.encoding(clicks)), firstFrame: 100,
                timescale: Timescale(speed: speed, semitones: 0))
            let block = SampleBlock()
            var wasLoud = false
            var heard = 0
            while true {
                let position = deck.position - 100
                guard try deck.render(block) else { break }
                let isLoud = (0..<960).contains { abs(block[$0].x) > 0.2 }
                if isLoud, !wasLoud {
                    // Clicks are at whole multiples of 25 frames.
                    let away = (position + speed / 2).remainder(dividingBy: 25)
                    #expect(abs(away) < 3, "speed \(speed): heard at \(position)")
                    heard += 1
                }
                wasLoud = isLoud
            }
            #expect(heard >= 18)
        }
    }

    @Test func `changes of speed and pitch make no click and find back to whole packets`() throws {
        let deck = try Deck(PacketList(try Self.packets.get()), firstFrame: 0)
        let changes: [Int: Timescale] = [
            30: Timescale(speed: 1.5, semitones: 0), 70: Timescale(speed: 1.5, semitones: -3),
            110: Timescale(speed: 0.7, semitones: 5), 150: .original,
        ]
        let sound = try Self.render(deck, blocks: 200) { number in
            if let change = changes[number] { deck.set(change) }
        }
        // A tone of 800 Hz of this amplitude steps by 0.026.
        #expect(sound.largestJump < 0.05, "\(sound.largestJump)")
        #expect(deck.isOriginal)
        let remaining = deck.position.truncatingRemainder(dividingBy: 1)
        #expect(remaining == 0)
        let start = Int(deck.position) * 960
        let heard = try Sound(try Self.packets.get())
        let rest = try Self.render(deck, blocks: 50)
        #expect(rest.left == Array(heard.left[start..<start + rest.count]))
    }

    @Test func `crossfading keeps the power even`() throws {
        var crossfade = Crossfade(blocks: 100)
        let (one, other) = (Waves.noise(blocks: 101, amplitude: 0.3), Waves.tone(777, blocks: 101, amplitude: 0.2449))
        let blocks = [SampleBlock(), SampleBlock()]
        var mixed = Waves(left: [], right: [])
        for number in 0..<100 {
            for index in 0..<960 {
                blocks[0][index] = SIMD2(one.left[number * 960 + index], one.right[number * 960 + index])
                blocks[1][index] = SIMD2(other.left[number * 960 + index], other.right[number * 960 + index])
            }
            #expect(!crossfade.isOver)
            crossfade.mix(blocks[0], into: blocks[1])
            mixed.append(blocks[1])
        }
        #expect(crossfade.isOver)
        // Both have a mean square of 0.03.
        for start in stride(from: 0, to: mixed.count - 9600, by: 9600) {
            let power = Waves.power(mixed.left[start..<start + 9600])
            #expect(abs(10 * log10(power / 0.03)) < 0.35, "at \(start): \(power)")
        }
        let tone = Waves.amplitude(mixed.left, at: 777, from: 48_000 - 2400, count: 4800)
        #expect(abs(tone / 0.2449 - sin(Double.pi / 4)) < 0.02)
    }

    @Test func `packets encoded in time decode to the blocks themselves`() throws {
        let sound = Waves.tone(440, 550, blocks: 60)
        let encoder = try AlignedEncoder(OpusEncoder.Configuration(bitrate: 192_000))
        var packet = [UInt8](repeating: 0, count: TrackSource.maximumPacketSize)
        var packets: [[UInt8]] = []
        _ = try sound.processed { _, block in
            var span = packet.mutableSpan
            let length = try encoder.encode(block, into: &span)
            if length > 0 { packets.append(Array(packet[..<length])) }
        }
        #expect(packets.count == 59)
        let heard = try Sound(packets)
        let range = 4800..<50_000
        let error = zip(heard.left[range], sound.left[range]).map { $0 - $1 }
        #expect(10 * log10(Waves.power(error[...]) / Waves.power(sound.left[range])) < -20)
    }
}
