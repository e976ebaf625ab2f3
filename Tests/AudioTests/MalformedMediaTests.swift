import Foundation
import Testing

@testable import Audio

/// Media that lie. Each ends within the tests' time, with packets or with an error that has a name.
struct MalformedMediaTests {
    /// How many packets came, and the error after them.
    private static func play(_ bytes: [UInt8], limit: Int = 20_000) throws -> (Int, TrackError?) {
        var source: TrackSource?
        do {
            let opened = try TrackSource.open(MemoryReader(bytes))
            source = opened
            defer { opened.close() }
            for packet in try opened.rest(limit: limit) { #expect(try OpusPacket(packet).duration == 960) }
            return (opened.position, nil)
        } catch let error as TrackError {
            return (source?.position ?? 0, error)
        }
    }

    private static func wav(_ options: String = "") throws -> [UInt8] {
        try Media.make("\(Media.tone(2)) -c:a pcm_s16le \(options)", "wav")
    }

    /// `bytes` with a little-endian number changed.
    private static func patched(_ bytes: [UInt8], at offset: Int, _ value: UInt64, width: Int) -> [UInt8] {
        var result = bytes
        result.replaceSubrange(offset..<offset + width, with: OggWriter.little(value, width))
        return result
    }

    @Test func `R39 no channel at all`() throws {
        let (count, error) = try Self.play(Self.patched(try Self.wav(), at: 22, 0, width: 2))
        #expect(count == 0)
        #expect(error != nil)
    }

    @Test func `R39 a sampling rate of 1 MHz, of 0, and of 4 GHz`() throws {
        let wav = try Self.wav()
        let fast = try Self.play(Self.patched(wav, at: 24, 1_000_000, width: 4))
        // Two seconds at 48 kHz are 96 ms at 1 MHz.
        #expect(fast.1 == nil)
        #expect((4...7).contains(fast.0))
        for rate in [0, 0xFFFF_FFFF] as [UInt64] {
            let (count, error) = try Self.play(Self.patched(wav, at: 24, rate, width: 4))
            #expect(count < 10)
            #expect(count > 0 || error != nil)
        }
    }

    @Test func `R39 a giant ID3 tag with a picture`() throws {
        let mp3 = try Media.make("\(Media.tone(3)) -c:a libmp3lame -id3v2_version 0 -write_xing 0", "mp3")
        let size = 12 << 20
        let frame = Array("APIC".utf8) + MatroskaWriter.big(UInt64(size), 4) + [0, 0]
        let body = frame + Array("\0image/png\0\u{3}\0".utf8) + [UInt8](repeating: 0x5A, count: size - 13)
        let total = body.count
        let header = Array("ID3".utf8) + [3, 0, 0] + (0..<4).map { UInt8(total >> (7 * (3 - $0)) & 0x7F) }
        let (count, error) = try Self.play(header + body + mp3)
        #expect(error == nil)
        #expect((148...153).contains(count))
    }

    @Test func `R39 an ID3 tag that claims more than there is`() throws {
        let mp3 = try Media.make("\(Media.tone(3)) -c:a libmp3lame", "mp3")
        let (count, error) = try Self.play(Array("ID3".utf8) + [3, 0, 0, 0x7F, 0x7F, 0x7F, 0x7F] + mp3)
        #expect(count > 0 || error != nil)
    }

    @Test func `R39 the codec's parameters change in mid-stream`() throws {
        let first = try Media.make("\(Media.tone(2)) -c:a libmp3lame -ar 44100", "mp3")
        let second = try Media.make("\(Media.tone(2)) -c:a libmp3lame -ar 22050 -ac 1", "mp3")
        let (count, error) = try Self.play(first + second)
        #expect(error == nil)
        #expect((195...206).contains(count), "\(count)")
        let aac = try Media.make("\(Media.tone(2)) -c:a aac", "aac")
        let mono = try Media.make("\(Media.tone(2)) -c:a aac -ac 1 -ar 24000", "aac")
        let changed = try Self.play(aac + mono)
        #expect(changed.0 >= 95)
    }

    @Test(arguments: ["mp3", "m4a", "flac", "wav", "mka"])
    func `R39 a file that ends too soon`(_ suffix: String) throws {
        let codec = ["mp3": "libmp3lame", "flac": "flac", "wav": "pcm_s16le"][suffix] ?? "aac"
        let bytes = try Media.make("\(Media.tone(4)) -c:a \(codec)", suffix)
        for part in [0.01, 0.5, 0.9] {
            let (count, error) = try Self.play(Array(bytes.prefix(Int(Double(bytes.count) * part))))
            #expect(count <= 205)
            #expect(count > 0 || error != nil)
            if part == 0.5, suffix != "m4a" { #expect((80...115).contains(count), "\(suffix) \(count)") }
        }
    }

    @Test func `R39 an MPEG-4 file without its index says so`() throws {
        let bytes = try Media.make("\(Media.tone(4)) -c:a aac", "m4a")
        let (count, error) = try Self.play(Array(bytes.prefix(bytes.count * 3 / 4)))
        #expect(count == 0)
        #expect(error == .malformed("MPEG-4 without an index"))
    }

    @Test func `R39 an MPEG-4 file larger than may be stored is refused`() throws {
        var options = TrackSource.Options()
        options.spoolLimit = 10_000
        let bytes = try Media.make("\(Media.tone(4)) -c:a aac", "m4a")
        #expect(throws: TrackError.tooLarge(limit: 10_000)) { try TrackSource.open(MemoryReader(bytes), options) }
    }

    @Test func `R39 what MPEG-4 files may take of the disk is bounded for all together, and free again behind them`()
        throws
    {
        let bytes = try Media.make("\(Media.tone(4)) -c:a aac", "m4a")
        let space = SpoolSpace(bytes: bytes.count * 3 / 2)
        func spool() throws -> SpooledMP4 {
            try SpooledMP4(MemoryReader(bytes), in: NSTemporaryDirectory(), limit: .max, of: space)
        }
        var first: SpooledMP4? = try spool()
        #expect(first?.facts.codec == "AAC")
        #expect(throws: TrackError.system(call: "spool", code: ENOSPC)) { try spool() }
        first = nil
        _ = try spool()
    }

    @Test func `R39 nothing, text, zeros and noise`() throws {
        var generator = SeededGenerator(seed: 5)
        let media: [[UInt8]] = [
            [], [0], Array("Not music at all.".utf8), [UInt8](repeating: 0, count: 300_000),
            (0..<300_000).map { _ in UInt8.random(in: 0...255, using: &generator) },
        ]
        for medium in media {
            let (count, error) = try Self.play(medium)
            #expect(count > 0 || error != nil)
        }
    }

    @Test func `R39 a film without sound has no audio`() throws {
        let film = try Media.make("-f lavfi -i testsrc=d=1:s=64x48 -c:v mpeg4", "mp4")
        #expect(try Self.play(film).1 == .noAudio)
    }

    @Test func `R39 endless noise is given up`() throws {
        var generator = SeededGenerator(seed: 6)
        let noise = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        var options = TrackSource.Options()
        options.ffmpeg.stallTimeout = .seconds(5)
        let reader = EndlessReader(noise, repeats: true)
        let source = try TrackSource.open(reader, options)
        defer { source.close() }
        do { _ = try source.rest(limit: 200) } catch is TrackError {}
        #expect(reader.total < 1 << 30)
    }

    @Test(arguments: ["mp3", "m4a", "flac", "wav", "aac"])
    func `R39 bits turned over`(_ suffix: String) throws {
        let codec = ["mp3": "libmp3lame", "flac": "flac", "wav": "pcm_s16le"][suffix] ?? "aac"
        let bytes = try Media.make("\(Media.tone(2)) -c:a \(codec)", suffix)
        for seed in 0..<4 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var damaged = bytes
            for _ in 0..<40 {
                let place = Int.random(in: 0..<(seed < 2 ? min(2000, bytes.count) : bytes.count), using: &generator)
                damaged[place] = UInt8.random(in: 0...255, using: &generator)
            }
            _ = try Self.play(damaged)
        }
    }
}
