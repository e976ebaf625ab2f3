import Foundation

@testable import Audio

/// A sound on its whole way: encoded as a track, decoded, changed, encoded at a channel's bitrate, and decoded by a listener.
enum Encoded {
    /// What a listener hears of `sound` behind `effects` and a volume.
    static func heard(
        _ sound: Waves, _ effects: [Effect] = [], gain: Float = 1, bitrate: Int32 = 128_000, limits: Bool = true
    ) throws -> Waves {
        let deck = try Deck(
            PacketList(try PacketList.encoding(sound, bitrate: 256_000)), firstFrame: 0, timescale: Timescale(effects))
        let chain = EffectsChain(effects, gain: gain)
        return try decoded(try packets(deck, chain, bitrate: bitrate, limits: limits))
    }

    private static func packets(
        _ deck: Deck, _ chain: EffectsChain, bitrate: Int32, limits: Bool
    ) throws -> [[UInt8]] {
        let encoder = try AlignedEncoder(OpusEncoder.Configuration(bitrate: bitrate))
        encoder.limitsPeaks = limits
        let block = SampleBlock()
        var packets: [[UInt8]] = []
        while try deck.render(block) {
            chain.process(block)
            packets += try encoder.packet(of: block).map { [$0] } ?? []
        }
        return packets
    }

    static func decoded(_ packets: [[UInt8]]) throws -> Waves {
        let sound = try Sound(packets)
        return Waves(left: sound.left, right: sound.right)
    }
}

extension AlignedEncoder {
    /// The packet that `encode` gives, if it gives one.
    func packet(of block: SampleBlock) throws -> [UInt8]? {
        var packet = [UInt8](repeating: 0, count: OpusEncoder.maximumPacketSize)
        var room = packet.mutableSpan
        let length = try encode(block, into: &room)
        return length > 0 ? Array(packet[..<length]) : nil
    }
}

extension Waves {
    /// The demo's music, from a second of it on.
    static func music(from second: Int, seconds: Int) throws -> Waves {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../Sources/Operations/Demo/demo-music.ogg").standardized
        let source = try TrackSource.open(
            MemoryReader(Array(try Data(contentsOf: file))), Self.options(from: second))
        defer { source.close() }
        let sound = try Sound(try source.rest(limit: 50 * seconds))
        return Waves(left: sound.left, right: sound.right)
    }

    private static func options(from second: Int) -> TrackSource.Options {
        var options = TrackSource.Options()
        options.start = 50 * second
        return options
    }

    /// Tones at all of these frequencies together, the same on both sides.
    static func tones(_ all: [Double], blocks: Int, amplitude: Float) -> Waves {
        var sum = [Float](repeating: 0, count: blocks * SampleBlock.count)
        for (number, hertz) in all.enumerated() {
            // Begun at different phases, so that their crests don't meet.
            let phase = Double(number * number)
            for index in sum.indices {
                sum[index] += amplitude * Float(sin(2 * Double.pi * hertz * Double(index) / 48_000 + phase))
            }
        }
        return Waves(left: sum, right: sum)
    }

    /// In dBTP, as libebur128 tells it.
    var truePeak: Double? {
        get throws {
            let meter = try LoudnessMeter()
            _ = try processed { _, block in try meter.add(block) }
            return meter.loudness?.truePeak
        }
    }
}
