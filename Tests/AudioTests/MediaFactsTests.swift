import Testing

@testable import Audio

struct MediaFactsTests {
    /// Options for ffmpeg, and the container.
    static let formats: [(String, String)] = [
        ("-c:a libmp3lame -id3v2_version 3", "mp3"), ("-c:a libmp3lame -id3v2_version 4", "mp3"),
        ("-c:a libmp3lame -ar 22050 -ac 1", "mp3"), ("-c:a aac", "m4a"), ("-c:a aac -movflags +faststart", "m4a"),
        ("-c:a flac", "flac"), ("-c:a pcm_s16le", "wav"), ("-c:a libopus", "webm"),
    ]

    private static let codecs = ["mp3": "MP3", "m4a": "AAC", "flac": "FLAC", "wav": "WAV", "webm": "Opus"]

    @Test(arguments: formats)
    func `title, artist, length and codec are known before the first packet`(
        _ options: String, _ suffix: String
    ) throws {
        let metadata = "-metadata title=Grüße_an_Jürgen_🎵 -metadata artist=Ølgaard"
        let bytes = try Media.make("\(Media.tone(3)) \(options) \(metadata)", suffix)
        let source = try TrackSource.open(MemoryReader(bytes, step: 333))
        defer { source.close() }
        #expect(source.tags == TrackTags(title: "Grüße_an_Jürgen_🎵", artist: "Ølgaard"))
        let seconds = try #require(source.duration) / .seconds(1)
        #expect(abs(seconds - 3) < 0.15, "\(seconds)")
        #expect(source.codec == Self.codecs[suffix])
    }

    @Test(arguments: 0...3)
    func `a WAV file whose list is shorter than its own name is read like any other`(size: UInt8) throws {
        let wav = try Media.make("\(Media.tone(1)) -c:a pcm_s16le", "wav")
        let list = Array("LIST".utf8) + [size, 0, 0, 0] + Array("INFO".utf8) + [UInt8](repeating: 0, count: 8)
        let bytes = wav.prefix(12) + list + wav.dropFirst(12)
        #expect(MediaFacts.find(in: Array(bytes).span) != .none)
    }

    @Test func `a cover picture before the title hides nothing`() throws {
        let mp3 = try Media.make("\(Media.tone(3)) -c:a libmp3lame -id3v2_version 0", "mp3")
        let picture =
            Array("APIC".utf8) + MatroskaWriter.big(400_000, 4) + [0, 0] + [UInt8](repeating: 1, count: 400_000)
        let title = Array("TIT2".utf8) + MatroskaWriter.big(9, 4) + [0, 0] + [1, 0xFF, 0xFE, 0x48, 0, 0x69, 0, 0, 0]
        let body = picture + title
        let header = Array("ID3".utf8) + [3, 0, 0] + (0..<4).map { UInt8(body.count >> (7 * (3 - $0)) & 0x7F) }
        let source = try TrackSource.open(MemoryReader(header + body + mp3))
        defer { source.close() }
        #expect(source.tags.title == "Hi")
        #expect(try #require(source.duration) > .seconds(2.9))
    }

    static let texts: [([UInt8], String)] = [
        ([], ""), ([0, 0xE4, 0x62], "äb"), ([3, 0xC3, 0xA4], "ä"), ([1, 0xFF, 0xFE, 0x61, 0], "a"),
        ([1, 0xFE, 0xFF, 0, 0x61], "a"), ([2, 0, 0x61, 0], "a"), ([1], ""), ([1, 0xFF], ""), ([9, 0, 0x61], "a"),
    ]

    @Test(arguments: texts)
    func `texts of every encoding are read`(_ body: [UInt8], _ text: String) {
        #expect(ID3Tag.decode(body) == text)
    }

    @Test func `boxes that go on to the end or beyond every number are no trap`() throws {
        let endless: [UInt8] = [0, 0, 0, 0] + Array("ftyp".utf8) + [UInt8](repeating: 0, count: 40)
        let giant: [UInt8] = [0, 0, 0, 1] + Array("free".utf8) + [0x7F] + [UInt8](repeating: 255, count: 40)
        let header = [0, 0, 0, 16] + Array("ftypM4A ".utf8) + [0, 0, 0, 0]
        for bytes in [endless, giant, header + endless, header + giant] {
            #expect(MediaFacts.find(in: bytes.span) == MediaFacts.Finding.none)
            let format = MediaFormat.decide(bytes.span)
            #expect(format == nil || format == .mp4(indexFirst: false))
        }
    }

    @Test func `damaged headers cost nothing but their facts`() throws {
        var files: [[UInt8]] = []
        for (options, suffix) in Self.formats { files.append(try Media.make("\(Media.tone(3)) \(options)", suffix)) }
        var generator = SeededGenerator(seed: 11)
        for round in 0..<4000 {
            var bytes = Array(files[round % files.count].prefix(1500))
            for _ in 0..<6 {
                bytes[Int.random(in: 4..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            bytes.removeLast(Int.random(in: 0..<1400, using: &generator))
            _ = MediaFacts.find(in: bytes.span)
            _ = MP4Facts.facts(in: bytes.span)
            let facts = try MediaFacts.read(from: PeekingReader(MemoryReader(bytes)))
            if let duration = facts.duration { #expect(duration < .seconds(10_000_000)) }
        }
    }
}
