import Foundation
import Testing

@testable import Audio

/// Packets passed on untouched, compared with those that ffmpeg's demuxers find in the same files.
struct PassthroughTests {
    static let containers = ["ogg", "webm", "mka"]

    @Test(arguments: containers, [1, 7, 4096])
    func `20 ms Opus is passed on byte for byte, however the bytes arrive`(_ suffix: String, _ step: Int) throws {
        let bytes = try Media.opus(3, "", suffix)
        let source = try TrackSource.open(MemoryReader(bytes, step: step))
        let packets = try source.rest()
        #expect(source.isPassedThrough)
        #expect(packets.map(PacketMark.init) == (try Media.packets(of: bytes, suffix)))
        #expect(packets.count >= 150)
        #expect(source.position == packets.count)
    }

    @Test(arguments: [
        ("ogg", "-c:a libopus"), ("webm", "-c:a libopus"), ("wav", ""), ("flac", ""), ("m4a", "-movflags faststart"),
    ])
    func `a medium that ends before its time says so, a whole one does not`(_ suffix: String, _ codec: String) throws {
        let whole = try Media.make("-f lavfi -i sine=f=500:r=48000:d=12 -ac 2 \(codec)", suffix)
        let source = try TrackSource.open(MemoryReader(whole))
        _ = try source.rest()
        #expect(!source.isCutShort)
        let cut = try TrackSource.open(MemoryReader(Array(whole.prefix(whole.count / 2))))
        #expect(!cut.isCutShort, "nothing is known before the end")
        // A decoder may call it an error as well, after what it could make of it.
        if (try? cut.rest()) != nil { #expect(cut.isCutShort) }
    }

    @Test(arguments: containers)
    func `a listener hears the tones of the file`(_ suffix: String) throws {
        let source = try TrackSource.open(MemoryReader(try Media.opus(3, "", suffix)))
        let sound = try Sound(try source.rest())
        #expect(Sound.purity(sound.left, 0.5..<2.5, at: 440) > 0.98)
        #expect(Sound.purity(sound.right, 0.5..<2.5, at: 660) > 0.98)
    }

    @Test func `mono is passed on`() throws {
        let bytes = try Media.make("-f lavfi -i sine=f=500:r=48000:d=2 -c:a libopus -b:a 64k -ac 1", "ogg")
        let source = try TrackSource.open(MemoryReader(bytes))
        let packets = try source.rest()
        #expect(source.isPassedThrough)
        #expect(packets.map(PacketMark.init) == (try Media.packets(of: bytes, "ogg")))
        let sound = try Sound(packets)
        #expect(Sound.purity(sound.left, 0.5..<1.5, at: 500) > 0.98)
        #expect(Sound.purity(sound.right, 0.5..<1.5, at: 500) > 0.98)
    }

    @Test(arguments: containers, [0, 1, 50, 149])
    func `a track begins at the frame asked for`(_ suffix: String, _ start: Int) throws {
        let bytes = try Media.opus(3, "", suffix)
        let all = try TrackSource.open(MemoryReader(bytes)).rest()
        var options = TrackSource.Options()
        options.start = start
        let source = try TrackSource.open(MemoryReader(bytes), options)
        #expect(source.position == start)
        #expect(try source.rest() == Array(all.dropFirst(start)))
        #expect(source.position == all.count)
    }

    @Test func `a start behind the end gives no packet and no error`() throws {
        var options = TrackSource.Options()
        for start in [100_000, .max] {
            options.start = start
            for medium in [try Media.opus(), try Media.opus(1, "-frame_duration 60")] {
                #expect(try TrackSource.open(MemoryReader(medium), options).rest().isEmpty)
            }
        }
    }

    @Test(arguments: containers)
    func `title, artist and length are read`(_ suffix: String) throws {
        let bytes = try Media.opus(2, "-metadata title=Night_Ride -metadata artist=The_Pines", suffix)
        let source = try TrackSource.open(MemoryReader(bytes))
        #expect(source.tags == TrackTags(title: "Night_Ride", artist: "The_Pines"))
        if suffix == "ogg" {
            #expect(source.duration == nil)
        } else {
            let seconds = try #require(source.duration) / .seconds(1)
            #expect(abs(seconds - 2) < 0.1)
        }
    }

    @Test func `an error of the connection is passed on after what came before it`() throws {
        let bytes = try Media.opus()
        let reader = MemoryReader(Array(bytes.prefix(bytes.count / 2)), failure: MemoryReader.Lost())
        let source = try TrackSource.open(reader)
        #expect(throws: MemoryReader.Lost()) { try source.rest() }
        #expect(source.position > 20)
        #expect(try source.rest().isEmpty)
    }

    @Test func `closing frees the connection and cancelling ends a wait`() throws {
        let reader = MemoryReader(try Media.opus())
        let source = try TrackSource.open(reader)
        source.close()
        #expect(reader.wasCancelled)
        #expect(try source.rest().isEmpty)

        let endless = EndlessReader(Array(try Media.opus().prefix(8000)), repeats: false)
        let waiting = try TrackSource.open(endless)
        let thread = Thread {
            pause(milliseconds: 20); waiting.cancel()
        }
        thread.start()
        #expect(throws: CancellationError.self) { try waiting.rest() }
    }

    @Test func `the demonstration packet of silence is 20 ms`() throws {
        #expect(try OpusPacket(TrackSource.silence).duration == 960)
    }
}
