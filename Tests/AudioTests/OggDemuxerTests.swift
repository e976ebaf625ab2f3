import Testing

@testable import Audio

struct OggDemuxerTests {
    private static let twenty = (0..<20).map { packet($0) }

    private static func stream(serial: UInt32 = 7, segments: Int = 255, packets: [[UInt8]] = twenty) -> OggWriter {
        var writer = OggWriter(serial: serial)
        writer.segmentLimit = segments
        writer.begin()
        for (index, packet) in packets.enumerated() {
            writer.add([packet], granule: Int64(index + 1) * 960, flags: index == packets.count - 1 ? 4 : 0)
        }
        return writer
    }

    @Test func `the checksum is that of the standard's polynomial`() {
        // The published check value of CRC-32 with polynomial 0x04C11DB7, start 0, no reflection, no final XOR
        // (CRC-32/CKSUM before its inversion) over "123456789".
        var checksum = OggChecksum()
        checksum.update(Array("123456789".utf8).span)
        #expect(checksum.value == 0x89A1_897F)
    }

    @Test(arguments: [1, 3, 64, 4096])
    func `packets that go on over pages are put together`(_ step: Int) throws {
        let packets = [packet(1, size: 254), packet(2, size: 255), packet(3, size: 510), packet(4, size: 1276)]
        let writer = Self.stream(segments: 2, packets: packets)
        #expect(writer.pages.count >= 8)
        let found = try Demuxed(OggDemuxer(), writer.bytes, step: step)
        #expect(found.packets == packets)
    }

    @Test func `a packet of which a page is missing is left out, and nothing is mixed up`() throws {
        let packets = (0..<6).map { packet($0, size: 700) }
        var pages = Self.stream(segments: 2, packets: packets).pages
        #expect(pages.count == 2 + 12)
        pages.remove(at: 2 + 4)  // the beginning of the third packet
        #expect(
            try Demuxed(OggDemuxer(), pages.flatMap(\.self)).packets
                == packets.enumerated().filter { $0.0 != 2 }.map(\.1))
        pages = Self.stream(segments: 2, packets: packets).pages
        pages.remove(at: 2 + 5)  // the end of the third packet
        #expect(
            try Demuxed(OggDemuxer(), pages.flatMap(\.self)).packets
                == packets.enumerated().filter { $0.0 != 2 }.map(\.1))
    }

    @Test func `a damaged page is left out alone, and garbage between pages is passed over`() throws {
        let pages = Self.stream().pages
        var damaged = pages
        damaged[9][40] ^= 1
        let expected = Self.twenty.enumerated().filter { $0.0 != 7 }.map(\.1)
        #expect(try Demuxed(OggDemuxer(), damaged.flatMap(\.self)).packets == expected)

        let junk = Array("OggOggSOggS".utf8) + (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* $0) }
        let disturbed = pages[..<6] + [junk] + pages[6...]
        #expect(try Demuxed(OggDemuxer(), disturbed.flatMap(\.self), step: 11).packets == Self.twenty)
    }

    @Test func `endless garbage ends with an error`() throws {
        let junk = [UInt8](repeating: 0x4F, count: OggDemuxer.garbageLimit + 100_000)
        let medium = Self.stream().bytes + junk
        #expect(throws: ContainerError.self) { try Demuxed(OggDemuxer(), medium) }
    }

    @Test func `streams one after the other are one track, also under the same number`() throws {
        let second = (100..<110).map { packet($0) }
        for serial in [7, 8] as [UInt32] {
            let medium = Self.stream().bytes + Self.stream(serial: serial, packets: second).bytes
            let found = try Demuxed(OggDemuxer(), medium)
            #expect(found.packets == Self.twenty + second)
            #expect(found.links.count == 2)
        }
    }

    @Test func `a stream that was cut off does not hide the one after it`() throws {
        let cut = Self.stream().pages.prefix(12).flatMap(\.self)
        let found = try Demuxed(OggDemuxer(), cut + Self.stream(serial: 9).bytes)
        #expect(found.packets == Self.twenty[..<10] + Self.twenty)
    }

    @Test func `other streams in between are ignored`() throws {
        var other = OggWriter(serial: 99)
        other.add([Array("\u{80}theora".utf8)], granule: 0, flags: 2)
        for index in 0..<20 { other.add([packet(1000 + index, size: 3000)], granule: Int64(index)) }
        let opus = Self.stream().pages
        var mixed = [other.pages[0], opus[0]]
        for (left, right) in zip(opus.dropFirst(), other.pages.dropFirst()) { mixed += [right, left] }
        mixed += opus.suffix(opus.count - 1 - min(opus.count - 1, other.pages.count - 1))
        #expect(try Demuxed(OggDemuxer(), mixed.flatMap(\.self)).packets == Self.twenty)
    }

    @Test func `a film's sound is found beside its images`() throws {
        let arguments = "-f lavfi -i testsrc=d=2:s=64x48 \(Media.tone(2)) -c:v libtheora -c:a libopus -b:a 64k"
        let film = try Media.make(arguments, "ogv")
        let packets = try TrackSource.open(MemoryReader(film)).rest()
        #expect(packets.map(PacketMark.init) == (try Media.packets(of: film, "ogv")))
    }

    @Test func `the stated end cuts the last packets`() throws {
        var writer = OggWriter(serial: 1)
        writer.begin()
        writer.add(Array(Self.twenty[..<10]), granule: 9600)
        writer.add(Array(Self.twenty[10...]), granule: 9600 + 960 * 6 + 100, flags: 4)
        let found = try Demuxed(OggDemuxer(), writer.bytes)
        #expect(found.trimmed == [Int](repeating: 0, count: 16) + [860, 960, 960, 960])
        let source = try TrackSource.open(MemoryReader(writer.bytes))
        #expect(try source.rest() == Array(Self.twenty[..<17]))
    }

    @Test func `a stream cut out of a longer one keeps its end`() throws {
        let start: Int64 = 48_000_000
        var writer = OggWriter(serial: 1)
        writer.begin()
        writer.add(Array(Self.twenty[..<10]), granule: start + 9600)
        writer.add(Array(Self.twenty[10...]), granule: start + 19_200 - 1000, flags: 4)
        let found = try Demuxed(OggDemuxer(), writer.bytes)
        #expect(found.trimmed == [Int](repeating: 0, count: 18) + [40, 960])
    }

    @Test func `a picture of megabytes among the tags costs no memory and no title`() throws {
        let picture = "METADATA_BLOCK_PICTURE=" + String(repeating: "A", count: 3 << 20)
        var writer = OggWriter(serial: 5)
        writer.begin(tags: OggWriter.tags(["artist=Ann", "TITLE= Morning ", picture, "title=second"]))
        writer.add(Self.twenty, granule: 19_200, flags: 4)
        let found = try Demuxed(OggDemuxer(), writer.bytes)
        #expect(found.links == [TrackTags(title: "Morning", artist: "Ann")])
        #expect(found.packets == Self.twenty)
        #expect(try TrackSource.open(MemoryReader(writer.bytes)).rest() == Self.twenty)
    }

    @Test func `lying comment lengths are no danger`() throws {
        let lies: [[UInt8]] = [
            Array("OpusTags".utf8), Array("OpusTags".utf8) + [255, 255, 255, 255],
            Array("OpusTags".utf8) + [0, 0, 0, 0, 255, 255, 255, 255],
            Array("OpusTags".utf8) + [0, 0, 0, 0, 2, 0, 0, 0, 255, 255, 255, 127, 65],
        ]
        for lie in lies {
            var writer = OggWriter(serial: 5)
            writer.begin(tags: lie)
            writer.add(Self.twenty, granule: 19_200, flags: 4)
            #expect(try Demuxed(OggDemuxer(), writer.bytes).packets == Self.twenty)
        }
    }

    @Test func `no Opus, no track`() throws {
        let flac = try Media.make("\(Media.tone(1)) -c:a flac", "ogg")
        #expect(throws: ContainerError.noOpusTrack) { try Demuxed(OggDemuxer(), flac) }
        #expect(throws: ContainerError.noOpusTrack) { try Demuxed(OggDemuxer(), []) }
    }

    @Test(arguments: [0, 1, 18, 27, 28, 47, 60, 100, 200, 1000])
    func `a file cut off gives the packets of its whole pages`(_ kept: Int) throws {
        let writer = Self.stream()
        let medium = Array(writer.bytes.prefix(kept))
        guard kept >= 47 else {
            #expect(throws: ContainerError.noOpusTrack) { try Demuxed(OggDemuxer(), medium) }
            return
        }
        let found = try Demuxed(OggDemuxer(), medium)
        var size = 0
        let whole = writer.pages.prefix { page in
            size += page.count; return size <= kept
        }.count
        #expect(found.packets == Array(Self.twenty.prefix(max(whole - 2, 0))))
    }
}
