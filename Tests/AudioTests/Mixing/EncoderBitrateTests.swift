import Foundation
import Testing

@testable import Audio

/// A channel's bitrate is what the packets take, and a change of it is followed in mid-track.
struct EncoderBitrateTests {
    /// In kbit/s.
    static func rate(_ packets: ArraySlice<[UInt8]>) -> Double {
        Double(packets.reduce(0) { $0 + $1.count }) * 0.4 / Double(packets.count)
    }

    @Test(arguments: [(64_000, 128_000), (128_000, 64_000), (96_000, 256_000)] as [(Int32, Int32)])
    func `a processed stream goes over to another bitrate`(first: Int32, second: Int32) throws {
        let encoder = try AlignedEncoder(OpusEncoder.Configuration(bitrate: first))
        var packets: [[UInt8]] = []
        _ = try Waves.noise(blocks: 200).processed { number, block in
            if number == 100 { try encoder.adapt(to: OpusEncoder.Configuration(bitrate: second)) }
            packets += try encoder.packet(of: block).map { [$0] } ?? []
        }
        #expect(abs(Self.rate(packets[10..<98]) / Double(first) * 1000 - 1) < 0.1)
        #expect(abs(Self.rate(packets[110...]) / Double(second) * 1000 - 1) < 0.1)
    }

    @Test func `packets at a seam stay fine while the bitrate changes`() throws {
        let encoder = try AlignedEncoder(OpusEncoder.Configuration(bitrate: 64_000))
        var packets: [[UInt8]] = []
        _ = try Waves.noise(blocks: 120).processed { number, block in
            if number == 40 { try encoder.refine(true) }
            if number == 50 { try encoder.adapt(to: OpusEncoder.Configuration(bitrate: 96_000)) }
            if number == 60 { try encoder.refine(false) }
            packets += try encoder.packet(of: block).map { [$0] } ?? []
        }
        #expect(Self.rate(packets[42..<58]) > 200)
        #expect(abs(Self.rate(packets[70...]) - 96) < 10, "\(Self.rate(packets[70...])) kbit/s")
    }

    @Test func `so does a track that is encoded because it can't be passed on`() throws {
        let bytes = try Media.make(
            "-f lavfi -i anoisesrc=color=white:amplitude=0.3:seed=5:sample_rate=48000:d=4 -ac 2 -c:a pcm_s16le", "wav")
        var options = TrackSource.Options()
        options.encoder.bitrate = 64_000
        let source = try TrackSource.open(MemoryReader(bytes), options)
        defer { source.close() }
        let first = try source.rest(limit: 100)
        options.encoder.bitrate = 128_000
        try source.adapt(to: options.encoder)
        let second = try source.rest()
        #expect(abs(Self.rate(first[10...]) - 64) < 7, "\(Self.rate(first[10...])) kbit/s")
        #expect(second.count > 90 && abs(Self.rate(second[10...]) - 128) < 13, "\(Self.rate(second[10...])) kbit/s")
    }
}
