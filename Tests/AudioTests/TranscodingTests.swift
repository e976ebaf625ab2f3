import Foundation
import Testing

@testable import Audio

struct TranscodingTests {
    private static func pcm(_ reader: any PCMReader) throws -> [Float] {
        var all: [Float] = []
        var block = [Float](repeating: 0, count: 1920)
        while true {
            var free = block.mutableSpan
            let count = try reader.read(into: &free)
            guard count > 0 else { return all }
            all += block[..<(count * 2)]
        }
    }

    private static func stream(_ bytes: [UInt8], _ suffix: String, skipping: Int = 0) throws -> OpusStreamDecoder {
        let reader = MemoryReader(bytes)
        let stream =
            suffix == "ogg"
            ? OpusStream(OggDemuxer(), reading: reader) : OpusStream(MatroskaDemuxer(), reading: reader)
        let head = OpusHead(channels: 2, preSkip: 0)
        return try OpusStreamDecoder(stream, head: head, pending: nil, skipping: skipping)
    }

    @Test(arguments: ["2.5", "5", "10", "20", "40", "60"], ["ogg", "webm"])
    func `decoded Opus is what ffmpeg makes of it, to the sample`(_ duration: String, _ suffix: String) throws {
        let bytes = try Media.opus(2, "-frame_duration \(duration)", suffix)
        let ours = try Self.pcm(try Self.stream(bytes, suffix))
        let file = try Media.store(bytes, suffix)
        let data = try Media.run(["-c:a", "libopus", "-i", file.path, "-f", "f32le", "pipe:1"])
        let theirs = unsafe data.withUnsafeBytes { unsafe Array($0.bindMemory(to: Float.self)) }
        #expect(ours.count == 2 * 96_000)
        #expect(abs(theirs.count - ours.count) <= 2 * 960)
        // WebM's clock counts milliseconds: there ffmpeg begins up to half a millisecond beside the pre-skip.
        let shift =
            suffix == "ogg"
            ? 0
            : (-30...30).min { left, right in
                Self.difference(ours, theirs, by: left) < Self.difference(ours, theirs, by: right)
            } ?? 0
        #expect(Self.difference(ours, theirs, by: shift) < 0.001, "shift \(shift)")
    }

    /// The largest difference between two sounds of which one begins `shift` samples later.
    private static func difference(_ left: [Float], _ right: [Float], by shift: Int) -> Float {
        (24_000..<48_000).reduce(0) { max($0, abs(left[2 * $1] - right[2 * ($1 + shift)])) }
    }

    @Test(arguments: ["2.5", "10", "60"], ["ogg", "webm"])
    func `other packet lengths are made into 20 ms`(_ duration: String, _ suffix: String) throws {
        let source = try TrackSource.open(
            MemoryReader(try Media.opus(2, "-frame_duration \(duration)", suffix)))
        let packets = try source.rest()
        #expect(!source.isPassedThrough)
        #expect(packets.count == 101)
        for packet in packets { #expect(try OpusPacket(packet).duration == 960) }
        let sound = try Sound(packets)
        #expect(Sound.purity(sound.left, 0.2..<1.9, at: 440) > 0.98)
        #expect(Sound.purity(sound.right, 0.2..<1.9, at: 660) > 0.98)
    }

    @Test func `a decoded stream begins where it is asked to`() throws {
        let bytes = try Media.opus(2, "-frame_duration 60", "ogg")
        let all = try Self.pcm(try Self.stream(bytes, "ogg"))
        let late = try Self.pcm(try Self.stream(bytes, "ogg", skipping: 50 * 960))
        #expect(late.count == all.count - 96_000)
        let differences = (0..<late.count).map { abs(late[$0] - all[$0 + 96_000]) }
        #expect(differences.max() ?? 1 < 0.05)
        // A decoder that begins in mid-stream comes nearer and nearer to one that heard it all.
        #expect(differences[48_000...].max() ?? 1 < 0.0005)
    }

    @Test func `a stream that changes its packet length goes on decoded`() throws {
        let twenty = try TrackSource.open(MemoryReader(try Media.opus(1))).rest()
        let forty = try Demuxed(OggDemuxer(), try Media.opus(1, "-frame_duration 40")).packets
        var writer = OggWriter(serial: 3)
        writer.begin()
        writer.add(twenty, granule: Int64(twenty.count * 960))
        writer.add(forty, granule: Int64(twenty.count * 960 + forty.count * 1920), flags: 4)
        let source = try TrackSource.open(MemoryReader(writer.bytes))
        let packets = try source.rest()
        #expect(Array(packets[..<twenty.count]) == twenty)
        #expect(packets.count == twenty.count + forty.count * 2 + 1)
        let sound = try Sound(packets)
        #expect(Sound.purity(sound.left, 1.3..<1.9, at: 440) > 0.98)
    }

    @Test func `an output gain is applied, which needs decoding`() throws {
        let packets = try TrackSource.open(MemoryReader(try Media.opus(1))).rest()
        let levels = try [0, -12 * 256].map { gain -> Float in
            var writer = OggWriter(serial: 3)
            writer.begin(head: OggWriter.head(gain: Int16(gain)))
            writer.add(packets, granule: Int64(packets.count * 960), flags: 4)
            let source = try TrackSource.open(MemoryReader(writer.bytes))
            let sound = try Sound(try source.rest())
            #expect(source.isPassedThrough == (gain == 0))
            return Sound.level(sound.left[10_000..<40_000])
        }
        #expect(abs(levels[1] / levels[0] - 0.251) < 0.01)
    }

    /// Options for ffmpeg, and the container.
    static let formats: [(String, String)] = [
        ("-c:a libmp3lame -b:a 192k", "mp3"), ("-c:a aac -b:a 160k", "m4a"),
        ("-c:a aac -b:a 160k -movflags +faststart", "m4a"),
        ("-c:a aac -movflags +frag_keyframe+empty_moov -frag_duration 500000", "mp4"), ("-c:a alac", "m4a"),
        ("-c:a pcm_s16le", "wav"), ("-c:a pcm_s24le -ar 96000", "wav"), ("-c:a flac", "flac"),
        ("-c:a flac", "ogg"), ("-c:a libvorbis -b:a 160k", "ogg"), ("-c:a libvorbis -b:a 160k", "webm"),
        ("-c:a aac", "aac"), ("-c:a wmav2 -b:a 160k", "wma"), ("-c:a pcm_s16be", "aiff"), ("-c:a aac", "ts"),
        ("-c:a libmp3lame -ar 22050", "mp3"), ("-c:a pcm_mulaw -ar 8000", "wav"), ("-c:a ac3", "mka"),
    ]

    @Test(arguments: formats)
    func `every other format is heard`(_ options: String, _ suffix: String) throws {
        let bytes = try Media.make("\(Media.tone(3)) \(options)", suffix)
        let source = try TrackSource.open(MemoryReader(bytes))
        defer { source.close() }
        let packets = try source.rest()
        #expect(!source.isPassedThrough)
        #expect((150...156).contains(packets.count), "\(packets.count)")
        let sound = try Sound(packets)
        #expect(Sound.purity(sound.left, 0.5..<2.5, at: 440) > 0.97)
        #expect(Sound.purity(sound.right, 0.5..<2.5, at: 660) > 0.97)
    }

    @Test func `a film whose index comes last is heard`() throws {
        let film = try Media.make(
            "-f lavfi -i testsrc=d=3:s=320x240 \(Media.tone(3)) -c:v mpeg4 -c:a aac -b:a 128k", "mp4")
        #expect(MediaFormat.decide(film.span) == .mp4(indexFirst: false))
        let sound = try Sound(try TrackSource.open(MemoryReader(film)).rest())
        #expect(Sound.purity(sound.left, 0.5..<2.5, at: 440) > 0.97)
    }

    @Test func `more than two channels are mixed down`() throws {
        let bytes = try Media.make(
            "-f lavfi -i sine=f=440:r=48000:d=2 -af pan=5.1|FL=c0|FR=c0|FC=c0|LFE=c0|BL=c0|BR=c0 -c:a libopus -mapping_family 1",
            "ogg")
        #expect(MediaFormat.decide(bytes.span) == .other)
        let sound = try Sound(try TrackSource.open(MemoryReader(bytes)).rest())
        #expect(Sound.purity(sound.left, 0.5..<1.5, at: 440) > 0.97)
    }

    @Test(arguments: ["mp3", "m4a", "flac"])
    func `a decoded track begins at the frame asked for`(_ suffix: String) throws {
        // A tone that changes each second tells where one is.
        let ladder = "-f lavfi -i aevalsrc=0.4*sin(2*PI*t*(300+200*floor(t))):s=48000:d=4"
        let bytes = try Media.make("\(ladder) -ac 2", suffix)
        var options = TrackSource.Options()
        options.start = 125
        let source = try TrackSource.open(MemoryReader(bytes), options)
        #expect(source.position == 125)
        let packets = try source.rest()
        #expect((75...79).contains(packets.count))
        let sound = try Sound(packets)
        #expect(Sound.purity(sound.left, 0.1..<0.4, at: 700) > 0.95)
        #expect(Sound.purity(sound.left, 0.6..<1.4, at: 900) > 0.95)
    }
}
