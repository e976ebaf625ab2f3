import Testing

@testable import Audio

/// Real files cut short and with bits turned over: whatever comes of it, it comes soon and within bounds.
struct DamageTests {
    private static func damaged(_ bytes: [UInt8], _ seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        var result = bytes
        switch seed % 3 {
        case 0: result.removeLast(Int.random(in: 1..<bytes.count, using: &generator))
        case 1:
            for _ in 0..<Int.random(in: 1...30, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                result[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            }
        default:
            // The first bytes hold most of what lengths there are.
            for _ in 0..<8 {
                let place = Int.random(in: 4..<min(600, bytes.count), using: &generator)
                result[place] = UInt8.random(in: 0...255, using: &generator)
            }
            let cut = Int.random(in: 1..<bytes.count, using: &generator)
            result.removeSubrange(cut..<min(cut + 40, bytes.count))
        }
        return result
    }

    @Test(arguments: ["ogg", "webm"])
    func `R39 a damaged Opus file gives packets that libopus takes, or a named error`(_ suffix: String) throws {
        let bytes = try Media.opus(1, "", suffix)
        let whole = try TrackSource.open(MemoryReader(bytes)).rest().count
        var survivors = 0
        for seed in 0..<90 as Range<UInt64> {
            let medium = Self.damaged(bytes, seed)
            do {
                let demuxed =
                    suffix == "ogg"
                    ? try Demuxed(OggDemuxer(), medium) : try Demuxed(MatroskaDemuxer(), medium)
                #expect(demuxed.packets.count <= whole + 4, "seed \(seed)")
                let valid = demuxed.packets.filter { (try? OpusPacket($0)) != nil }
                _ = try Sound(valid)
                survivors += valid.isEmpty ? 0 : 1
            } catch is ContainerError {}
        }
        #expect(survivors > 20)
    }

    /// Damage that a checksum does not show: every page gets the right one again.
    @Test func `R39 a page may lie about all but its checksum`() throws {
        var generator = SeededGenerator(seed: 77)
        for round in 0..<400 {
            var writer = OggWriter(serial: 7)
            writer.segmentLimit = Int.random(in: 1...20, using: &generator)
            writer.begin(head: Self.scrambled(OggWriter.head(), &generator, every: 40))
            for _ in 0..<6 {
                let packets = (0..<Int.random(in: 0...5, using: &generator)).map {
                    Self.scrambled(packet($0, size: Int.random(in: 1...600, using: &generator)), &generator, every: 90)
                }
                let extremes: [Int64] = [0, -1, -2, .max, .min, .max - 100, 960, 48_000]
                writer.add(
                    packets, granule: extremes.randomElement(using: &generator) ?? 0,
                    flags: [0, 0, 0, 1, 2, 4, 7].randomElement(using: &generator) ?? 0)
                if round % 3 == 0 {
                    let lacing = (0..<Int.random(in: 0...9, using: &generator)).map { _ in
                        UInt8.random(in: 200...255, using: &generator)
                    }
                    let size = lacing.reduce(0) { $0 + Int($1) }
                    writer.page(
                        lacing: lacing, body: [UInt8](repeating: 0xFC, count: size),
                        granule: Int64.random(in: .min ... .max, using: &generator), flags: UInt8(round & 7))
                }
            }
            do {
                let found = try Demuxed(OggDemuxer(), writer.bytes)
                #expect(found.packets.count < 200)
            } catch is ContainerError {}
        }
    }

    private static func scrambled(_ bytes: [UInt8], _ generator: inout SeededGenerator, every: Int) -> [UInt8] {
        bytes.map {
            Int.random(in: 0..<every, using: &generator) == 0 ? UInt8.random(in: 0...255, using: &generator) : $0
        }
    }

    @Test func `R39 no prefix of a file is a trap for the sniffer`() throws {
        let files = [
            try Media.opus(1, "", "ogg"), try Media.opus(1, "", "webm"),
            try Media.make("\(Media.tone(1)) -c:a aac", "m4a"),
        ]
        for bytes in files {
            for length in Array(0..<100) + [150, 500, 1000, 4000] {
                let prefix = Array(bytes.prefix(length))
                _ = MediaFormat.decide(prefix.span)
            }
        }
        for seed in 0..<120 as Range<UInt64> {
            _ = MediaFormat.decide(Self.damaged(files[Int(seed % 3)], seed).span)
        }
    }
}
