import Foundation

@testable import Audio

extension TrackSource {
    /// All packets from here to the end.
    func rest(limit: Int = 20_000) throws -> [[UInt8]] {
        var packets: [[UInt8]] = []
        var buffer = [UInt8](repeating: 0, count: TrackSource.maximumPacketSize)
        while packets.count < limit {
            var span = buffer.mutableSpan
            guard let length = try next(into: &span) else { break }
            packets.append(Array(buffer[..<length]))
        }
        return packets
    }
}

/// Sound decoded by libopus as a listener does it.
struct Sound {
    var left: [Float] = []
    var right: [Float] = []

    init(_ packets: [[UInt8]]) throws {
        let decoder = try OpusDecoder()
        var pcm = [Float](repeating: 0, count: OpusDecoder.maximumSamples)
        for packet in packets {
            var span = pcm.mutableSpan
            let count = try decoder.decode(packet.span, into: &span)
            for index in 0..<count {
                left.append(pcm[2 * index])
                right.append(pcm[2 * index + 1])
            }
        }
    }

    /// The share of `channel`'s energy, in `range` of seconds, that lies at `frequency`: near 1 for that pure tone.
    static func purity(_ channel: [Float], _ range: Range<Double>, at frequency: Double) -> Double {
        let samples = channel[Int(range.lowerBound * 48_000)..<Int(range.upperBound * 48_000)]
        var (cosine, sine, energy) = (0.0, 0.0, 0.0)
        for (index, sample) in samples.enumerated() {
            let phase = 2 * Double.pi * frequency * Double(index) / 48_000
            cosine += Double(sample) * cos(phase)
            sine += Double(sample) * sin(phase)
            energy += Double(sample) * Double(sample)
        }
        return energy == 0 ? 0 : 2 * (cosine * cosine + sine * sine) / (energy * Double(samples.count))
    }

    static func level(_ samples: ArraySlice<Float>) -> Float {
        (samples.reduce(0) { $0 + $1 * $1 } / Float(max(samples.count, 1))).squareRoot()
    }
}

extension OpusPacket {
    init(_ bytes: [UInt8]) throws(OpusPacketError) { try self.init(checking: bytes.span) }
}
