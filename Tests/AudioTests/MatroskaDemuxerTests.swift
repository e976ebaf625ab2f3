import Testing

@testable import Audio

struct MatroskaDemuxerTests {
    private typealias Writer = MatroskaWriter
    private static let twenty = (0..<20).map { packet($0) }
    private static let start = Writer.ebml

    private static func medium(_ clusters: [UInt8], tracks: [UInt8] = Writer.tracks(Writer.track())) -> [UInt8] {
        start + Writer.segment(tracks + clusters)
    }

    @Test(arguments: [0, 1, 2, 3] as [UInt8], [1, 9, 4096])
    func `laced packets come out one by one`(_ lacing: UInt8, _ step: Int) throws {
        let sizes = lacing == 2 ? [300, 300, 300] : [254, 255, 700, 2, 1276, 300]
        let packets = sizes.enumerated().map { packet($0, size: $1) }
        let lace = lacing == 0 ? Array(packets[..<1]) : packets
        let clusters = Writer.cluster([Writer.simple(lace, lacing: lacing), Writer.group(lace, lacing: lacing)])
        let found = try Demuxed(MatroskaDemuxer(), Self.medium(clusters), step: step)
        #expect(found.packets == lace + lace)
    }

    @Test func `segment and clusters of unknown size are read`() throws {
        let clusters = [0, 10].map { first in
            Writer.cluster(Self.twenty[first..<first + 10].map { Writer.simple([$0]) }, isUnknownSize: true)
        }
        let medium =
            Self.start
            + Writer.segment(
                Writer.tracks(Writer.track()) + clusters.flatMap(\.self), isUnknownSize: true)
        #expect(try Demuxed(MatroskaDemuxer(), medium, step: 5).packets == Self.twenty)
    }

    @Test func `what a muxer writes to a pipe is read`() throws {
        let arguments = "\(Media.tone(2)) -c:a libopus -f webm pipe:1".split(separator: " ").map(String.init)
        let piped = [UInt8](try Media.run(arguments))
        let packets = try TrackSource.open(MemoryReader(piped)).rest()
        #expect(packets.map(PacketMark.init) == (try Media.packets(of: piped, "webm")))
    }

    @Test func `a film's sound is found beside its images`() throws {
        let film = try Media.make(
            "-f lavfi -i testsrc=d=2:s=320x240 \(Media.tone(2)) -c:v libvpx -b:v 2M -c:a libopus", "webm")
        let packets = try TrackSource.open(MemoryReader(film)).rest()
        #expect(packets.map(PacketMark.init) == (try Media.packets(of: film, "webm")))
    }

    @Test func `the default track is chosen, a switched-off or encoded one never`() throws {
        let off = Writer.number(MatroskaID.flagEnabled, 0)
        let second = Writer.number(MatroskaID.flagDefault, 0)
        let encoded = Writer.element(MatroskaID.contentEncodings, [])
        let blocks = (1...4).map { Writer.simple(track: UInt8($0), [packet($0)]) }
        let all = Writer.tracks(
            Writer.track(1, more: off), Writer.track(2, more: second), Writer.track(3), Writer.track(4, more: encoded))
        #expect(try Demuxed(MatroskaDemuxer(), Self.medium(Writer.cluster(blocks), tracks: all)).packets == [packet(3)])
        let few = Writer.tracks(
            Writer.track(1, more: off), Writer.track(2, more: second), Writer.track(4, more: encoded))
        #expect(try Demuxed(MatroskaDemuxer(), Self.medium(Writer.cluster(blocks), tracks: few)).packets == [packet(2)])
        for none in [Writer.tracks(Writer.track(1, more: off)), Writer.tracks(Writer.track(1, codec: "A_VORBIS"))] {
            #expect(throws: ContainerError.noOpusTrack) {
                try Demuxed(MatroskaDemuxer(), Self.medium(Writer.cluster(blocks), tracks: none))
            }
        }
    }

    @Test func `discarded padding is told with the last packet of its block`() throws {
        let lace = Array(Self.twenty[..<3])
        let clusters = Writer.cluster([Writer.group(lace, lacing: 2, discarding: 10_000_000)])
        #expect(try Demuxed(MatroskaDemuxer(), Self.medium(clusters)).trimmed == [0, 0, 480])
    }

    @Test func `title, artist and length come from Info and Tags`() throws {
        let info = Writer.element(
            MatroskaID.info,
            Writer.number(MatroskaID.timestampScale, 1_000_000)
                + Writer.element(MatroskaID.duration, Writer.big(UInt64((2500.0).bitPattern), 8)))
        let simple = { (name: String, value: String) in
            Writer.element(
                MatroskaID.simpleTag,
                Writer.text(MatroskaID.tagName, name) + Writer.text(MatroskaID.tagString, value))
        }
        let tag = Writer.element(MatroskaID.tag, simple("TITLE", "Song\0hidden") + simple("ARTIST", "Ann"))
        let tags = Writer.element(MatroskaID.tags, tag)
        let medium =
            Self.start
            + Writer.segment(
                info + Writer.tracks(Writer.track()) + tags + Writer.cluster([Writer.simple([Self.twenty[0]])]))
        let source = try TrackSource.open(MemoryReader(medium))
        #expect(source.tags == TrackTags(title: "Song", artist: "Ann"))
        #expect(source.duration == .milliseconds(2500))
    }

    @Test func `one medium after the other is played on`() throws {
        let first = Self.medium(Writer.cluster([Writer.simple([packet(1)])]))
        let second = Self.medium(
            Writer.cluster([Writer.simple(track: 5, [packet(2)])]), tracks: Writer.tracks(Writer.track(5)))
        let found = try Demuxed(MatroskaDemuxer(), first + second)
        #expect(found.packets == [packet(1), packet(2)])
        #expect(found.links.count == 2)
    }

    static let damages: [(String, [UInt8])] = [
        ("an impossible identifier", [0, 0, 0, 0]),
        ("a block longer than any", MatroskaWriter.lie(MatroskaID.simpleBlock, size: 1 << 40)),
        ("a group longer than any", MatroskaWriter.lie(MatroskaID.blockGroup, size: 1 << 55)),
        ("an unknown element of unknown size", MatroskaWriter.element(0xEC, [], isUnknownSize: true)),
        ("noise", (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* $0 &+ 3 &* $0) | 1 }),
    ]

    @Test(arguments: damages)
    func `after damage the next cluster is played`(_ name: String, _ damage: [UInt8]) throws {
        let clusters = [0, 10].map { first in
            Writer.cluster(Self.twenty[first..<first + 10].map { Writer.simple([$0]) })
        }
        let medium =
            Self.start
            + Writer.segment(
                Writer.tracks(Writer.track()) + clusters[0] + damage + clusters[1], isUnknownSize: true)
        let found = try Demuxed(MatroskaDemuxer(), medium)
        #expect(found.packets.prefix(10) == Self.twenty.prefix(10))
        if name != "noise" { #expect(found.packets == Self.twenty) }
        #expect(found.packets.suffix(10) == Self.twenty.suffix(10))
    }

    static let brokenBlocks: [[UInt8]] = [
        [], [0x81], [0x81, 0, 0], [0x81, 0, 0, 2], [0x81, 0, 0, 2, 3, 255], [0x81, 0, 0, 2, 1, 200, 1],
        [0x81, 0, 0, 4, 2, 1, 2], [0x81, 0, 0, 6, 2, 0x81], [0x81, 0, 0, 6, 2, 0x85, 0x80, 1, 2],
        [0x81, 0, 0, 6, 1, 0x01, 255, 255, 255, 255, 255, 255, 255, 1],
    ]

    @Test(arguments: brokenBlocks)
    func `a block whose lengths lie is left out alone`(_ bytes: [UInt8]) throws {
        let clusters = Writer.cluster([
            Writer.simple([packet(1)]), Writer.element(MatroskaID.simpleBlock, bytes),
            Writer.element(MatroskaID.blockGroup, Writer.element(MatroskaID.block, bytes)),
            Writer.element(MatroskaID.blockGroup, Writer.lie(MatroskaID.block, size: 999)),
            Writer.simple([packet(2)]),
        ])
        #expect(try Demuxed(MatroskaDemuxer(), Self.medium(clusters)).packets == [packet(1), packet(2)])
    }

    @Test func `giant elements before the sound cost no memory`() throws {
        let cover = Writer.element(0x1941_A469, [UInt8](repeating: 7, count: 3 << 20))
        let giant = Writer.element(MatroskaID.tags, [UInt8](repeating: 0, count: 2 << 20))
        let medium =
            Self.start
            + Writer.segment(
                Writer.tracks(Writer.track()) + cover + giant + Writer.cluster([Writer.simple([packet(1)])]))
        #expect(try Demuxed(MatroskaDemuxer(), medium).packets == [packet(1)])
    }

    @Test func `a medium without an end of empty elements is given up`() throws {
        let void: [UInt8] = [0xEC, 0x80]
        let start = Self.start + Writer.segment(Writer.tracks(Writer.track()) + Writer.cluster([]), isUnknownSize: true)
        let size = MatroskaDemuxer.garbageLimit
        #expect(size < MatroskaDemuxer.patience)
        let found = try Demuxed(MatroskaDemuxer(), start + (0..<5000).flatMap { _ in void })
        #expect(found.packets.isEmpty)
        #expect(throws: ContainerError.self) {
            try Demuxed(MatroskaDemuxer(), start + [0] + [UInt8](repeating: 0x11, count: size + 10))
        }
    }
}
