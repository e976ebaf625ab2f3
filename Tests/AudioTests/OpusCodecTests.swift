import Foundation
import Testing

@testable import Audio

struct OpusCodecTests {
    /// A block of a tone of `frequency` on both sides.
    private static func block(_ number: Int, frequency: Double) -> [Float] {
        (0..<1920).map { Float(0.4 * sin(2 * .pi * frequency * Double(number * 960 + $0 / 2) / 48_000)) }
    }

    private static func encode(_ configuration: OpusEncoder.Configuration, blocks: Int = 100) throws -> [[UInt8]] {
        let encoder = try OpusEncoder(configuration)
        return try (0..<blocks).map { number in
            var packet = [UInt8](repeating: 0, count: OpusEncoder.maximumPacketSize)
            let pcm = block(number, frequency: 440)
            var free = packet.mutableSpan
            let length = try encoder.encode(pcm.span, into: &free)
            return Array(packet[..<length])
        }
    }

    @Test func `what is encoded decodes to the same tone`() throws {
        let packets = try Self.encode(.init(bitrate: 96_000))
        for packet in packets {
            let facts = try OpusPacket(packet)
            #expect(facts.duration == 960)
            #expect(facts.isStereo)
        }
        let sound = try Sound(packets)
        #expect(Sound.purity(sound.left, 0.2..<1.8, at: 440) > 0.99)
        #expect(abs(Sound.level(sound.left[20_000..<80_000]) - 0.2828) < 0.02)
    }

    @Test func `the bitrate is that of the channel`() throws {
        for bitrate in [32_000, 96_000, 256_000] as [Int32] {
            let noise = (0..<100).map { number -> [Float] in
                var generator = SeededGenerator(seed: UInt64(number))
                return (0..<1920).map { _ in Float.random(in: -0.5...0.5, using: &generator) }
            }
            let encoder = try OpusEncoder(.init(bitrate: bitrate))
            var packet = [UInt8](repeating: 0, count: OpusEncoder.maximumPacketSize)
            let total = try noise.reduce(0) { sum, pcm in
                var free = packet.mutableSpan
                return try sum + encoder.encode(pcm.span, into: &free)
            }
            #expect(abs(Double(total * 8) / 2 / Double(bitrate) - 1) < 0.2, "\(bitrate)")
        }
        #expect(OpusEncoder.Configuration(bitrate: 1).bitrate == 6_000)
        #expect(
            OpusEncoder.Configuration(bitrate: 10_000_000, complexity: 99, expectedLoss: -5)
                == .init(bitrate: 510_000, complexity: 10, expectedLoss: 0))
    }

    @Test func `loss that is told later changes the packets from then on, and up to 8 percent not the mode`() throws {
        func packets(_ losses: [Int32]) throws -> [[UInt8]] {
            let encoder = try OpusEncoder(.init(bitrate: 64_000))
            return try losses.enumerated().map { number, loss in
                try encoder.expectLoss(loss)
                var packet = [UInt8](repeating: 0, count: OpusEncoder.maximumPacketSize)
                let pcm = Self.block(number, frequency: 440)
                var free = packet.mutableSpan
                let length = try encoder.encode(pcm.span, into: &free)
                return Array(packet[..<length])
            }
        }
        let without = try packets(Array(repeating: 0, count: 100))
        let later = try packets(Array(repeating: 0, count: 50) + Array(repeating: 8, count: 50))
        #expect(Array(later[..<50]) == Array(without[..<50]))
        #expect(Array(later[50...]) != Array(without[50...]))
        // RFC 6716 table 2: 16 and above is CELT, 12 to 15 hybrid.
        #expect(later.allSatisfy { $0[0] >> 3 >= 16 })
        let more = try packets(Array(repeating: 15, count: 50))
        #expect(more.contains { (12...15).contains($0[0] >> 3) }, "libopus' own bound has moved: so may ours")
    }

    @Test func `behind finely encoded packets the others have their usual size at once`() throws {
        let encoder = try OpusEncoder(.init(bitrate: 64_000))
        let sizes = try (0..<60).map { number -> Int in
            if number == 20 { try encoder.setBitrate(256_000, isConstrained: false) }
            if number == 25 { try encoder.setBitrate(64_000, isConstrained: true) }
            var packet = [UInt8](repeating: 0, count: OpusEncoder.maximumPacketSize)
            let pcm = Self.block(number, frequency: 440)
            var free = packet.mutableSpan
            return try encoder.encode(pcm.span, into: &free)
        }
        #expect(sizes[20..<25].allSatisfy { $0 > 400 })
        #expect(sizes[25...].allSatisfy { (100...250).contains($0) }, "\(sizes[25...])")
    }

    @Test func `a block of another size is refused`() throws {
        let encoder = try OpusEncoder(.init())
        var packet = [UInt8](repeating: 0, count: 100)
        let pcm = [Float](repeating: 0, count: 960)
        #expect(throws: OpusError.self) {
            var free = packet.mutableSpan
            _ = try encoder.encode(pcm.span, into: &free)
        }
    }

    @Test func `a lost packet is made up from what came before`() throws {
        let packets = try Self.encode(.init(), blocks: 50)
        let decoder = try OpusDecoder()
        var pcm = [Float](repeating: 0, count: 1920)
        for packet in packets {
            var free = pcm.mutableSpan
            #expect(try decoder.decode(packet.span, into: &free) == 960)
        }
        let nothing: [UInt8] = []
        var free = pcm.mutableSpan
        #expect(try decoder.decode(nothing.span, into: &free) == 960)
        #expect(Sound.level(pcm[...]) > 0.1)
    }

    @Test func `the decoder applies the gain of the header`() throws {
        let packets = try Self.encode(.init())
        let level = try [0, -6 * 256].map { gain in
            let decoder = try OpusDecoder(gain: gain)
            var pcm = [Float](repeating: 0, count: 1920)
            for packet in packets {
                var free = pcm.mutableSpan
                _ = try decoder.decode(packet.span, into: &free)
            }
            return Sound.level(pcm[...])
        }
        #expect(abs(level[1] / level[0] - 0.501) < 0.01)
    }

    @Test func `bytes that are no packet are refused`() throws {
        let decoder = try OpusDecoder()
        var pcm = [Float](repeating: 0, count: OpusDecoder.maximumSamples)
        let bytes: [UInt8] = [0xFF, 0xFF, 0xFF]
        #expect(throws: OpusError.self) {
            var free = pcm.mutableSpan
            _ = try decoder.decode(bytes.span, into: &free)
        }
        #expect(OpusError(code: -4).description.contains("corrupted"))
    }
}
