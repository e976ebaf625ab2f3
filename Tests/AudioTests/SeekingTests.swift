import Foundation
import Testing

@testable import Audio

/// A track that begins far inside, opened with a reader that can go there, beside one that has to read all of it.
struct SeekingTests {
    static let seconds = 180
    /// Loud and quiet by turns, so that bytes and time don't go together; no two packets are alike.
    static let music =
        "-f lavfi -i anoisesrc=c=pink:seed=5:r=48000:d=\(seconds) -ac 2 -af tremolo=f=0.1:d=0.99"
        + " -c:a libopus -b:a 48k -vbr on"
    static let media = [
        Medium(suffix: "ogg", options: ""), Medium(suffix: "ogg", options: " -frame_duration 60"),
        Medium(suffix: "webm", options: ""), Medium(suffix: "mka", options: ""),
        Medium(suffix: "webm", options: " -reserve_index_space 20000"), Medium(suffix: "webm", options: " -dash 1"),
    ]

    struct Medium: Sendable, CustomTestStringConvertible {
        var suffix: String
        var options: String
        var testDescription: String { suffix + options }
        var bytes: [UInt8] { get throws { try Media.make(SeekingTests.music + options, suffix) } }
    }

    func open(_ reader: any ByteReader, at frame: Int) throws -> TrackSource {
        var options = TrackSource.Options()
        options.start = frame
        return try TrackSource.open(reader, options)
    }

    @Test(arguments: media)
    func `what is played from a place is what is played there from the beginning`(_ medium: Medium) throws {
        let bytes = try medium.bytes
        for frame in [1500, 2345, 4500, 7321, 8990] {
            let reader = SeekableReader(bytes)
            let sought = try open(reader, at: frame)
            let read = try open(MemoryReader(bytes), at: frame)
            #expect(sought.position == frame)
            #expect(sought.isPassedThrough == read.isPassedThrough)
            #expect(reader.seeks > 0)
            // What is read to find the place; the packets themselves are read below.
            #expect(
                reader.bytesRead < 500_000, "at most a fraction is looked at: \(reader.bytesRead) of \(bytes.count)")
            if sought.isPassedThrough {
                #expect(try sought.rest() == read.rest(), "from frame \(frame)")
            } else {
                // Encoded anew: of what was before, a decoder and an encoder keep something for a while.
                #expect(try sought.rest().count == read.rest().count, "from frame \(frame)")
            }
            #expect(!sought.isCutShort)
        }
    }

    @Test(arguments: media)
    func `a place nearby is reached by reading on`(_ medium: Medium) throws {
        let reader = SeekableReader(try medium.bytes)
        let source = try open(reader, at: 1400)
        #expect(try source.rest().count > 7000)
        #expect(reader.seeks == 0)
    }

    @Test(arguments: media, [0, 1])
    func `where places can't be entered after all the medium is read up to the place`(
        _ medium: Medium, promises: Int
    ) throws {
        let bytes = try medium.bytes
        let sought = try open(SeekableReader(bytes, keepingPromises: promises), at: 4500)
        let read = try open(MemoryReader(bytes), at: 4500)
        #expect(sought.position == 4500)
        guard sought.isPassedThrough else { return #expect(try sought.rest().count == read.rest().count) }
        #expect(try sought.rest() == read.rest())
    }

    @Test(arguments: media)
    func `a place behind the end gives no packet and no error`(_ medium: Medium) throws {
        let source = try open(SeekableReader(try medium.bytes), at: 50 * Self.seconds + 100)
        #expect(try source.rest().isEmpty)
    }

    @Test(arguments: [0x1C53_BB6B as UInt32, 0x114D_9B74])
    func `an index that leads astray is left, and the medium read from its beginning`(_ element: UInt32) throws {
        var bytes = try Media.make(Self.music, "webm")
        let pattern = (0..<4).map { UInt8(truncatingIfNeeded: element >> (24 - 8 * $0)) }
        let places = bytes.indices.dropLast(600).filter { Array(bytes[$0..<$0 + 4]) == pattern }
        let place = try #require(places.last)
        // All that stands in it is something else now.
        for index in place + 8..<min(place + 60, bytes.count) { bytes[index] = UInt8(truncatingIfNeeded: index &* 37) }
        let sought = try open(SeekableReader(bytes), at: 4500).rest()
        let read = try open(MemoryReader(bytes), at: 4500).rest()
        #expect(sought == read)
        #expect(sought.count > 4000)
    }

    @Test func `a chain of streams is read from its beginning`() throws {
        let first = try Media.make(Self.music, "ogg")
        let second = try Media.make(Self.music.replacing("seed=5", with: "seed=6"), "ogg")
        let bytes = first + second
        let frame = 50 * Self.seconds + 2000
        let sought = try open(SeekableReader(bytes), at: frame).rest()
        #expect(sought == (try open(MemoryReader(bytes), at: frame).rest()))
        #expect(sought.count > 6000)
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `damage on the way costs no more than it costs whoever reads on`(_ seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        let medium = try #require(Self.media.randomElement(using: &chance))
        var bytes = try medium.bytes
        for _ in 0..<Int.random(in: 1...20, using: &chance) {
            let start = Int.random(in: 2000..<bytes.count, using: &chance)
            for index in start..<min(start + Int.random(in: 1...2000, using: &chance), bytes.count) {
                bytes[index] = UInt8.random(in: 0...255, using: &chance)
            }
        }
        if Bool.random(using: &chance) { bytes.removeLast(Int.random(in: 1...bytes.count / 2, using: &chance)) }
        let frame = Int.random(in: 1500..<8900, using: &chance)
        let sought = Result { try open(SeekableReader(bytes), at: frame) }
        guard let read = try? open(MemoryReader(bytes), at: frame) else { return }
        let packets = try sought.get().rest()
        // What is encoded anew depends on what was before it.
        guard read.isPassedThrough, try sought.get().isPassedThrough else { return }
        // Whoever reads on counts packets, and so begins later by what the damage took.
        let later = try read.rest()
        #expect(packets.count >= later.count)
        let common = min(50, later.count)
        #expect(packets.suffix(common).elementsEqual(later.suffix(common)))
    }
}
