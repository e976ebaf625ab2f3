import Foundation
import Testing

@testable import Audio

struct FFmpegDecoderTests {
    private static func mp3(_ seconds: Int = 3) throws -> [UInt8] {
        try Media.make("\(Media.tone(seconds)) -c:a libmp3lame", "mp3")
    }

    @Test func `a decoder that is not there is named`() throws {
        var options = TrackSource.Options()
        options.ffmpeg.path = "/nowhere/ffmpeg"
        let medium = try Self.mp3()
        #expect(throws: TrackError.decoderUnavailable(path: "/nowhere/ffmpeg", code: ENOENT)) {
            try TrackSource.open(MemoryReader(medium), options)
        }
    }

    @Test func `a decoder named without its folder is looked up`() throws {
        var options = TrackSource.Options()
        options.ffmpeg.path = "ffmpeg"
        let source = try TrackSource.open(MemoryReader(try Self.mp3()), options)
        defer { source.close() }
        var packet = [UInt8](repeating: 0, count: TrackSource.maximumPacketSize)
        var span = packet.mutableSpan
        #expect(try source.next(into: &span) != nil)
    }

    @Test func `a decoder that fails tells why, in one bounded line`() throws {
        let report = try StandIn.report(
            """
            read line
            i=0; while [ $i -lt 3000 ]; do echo "trouble number $i with a long line of words" >&2; i=$((i+1)); done
            printf 'last\\033[31m\\r\\nforged line' >&2; exit 3
            """)
        #expect(report.hasSuffix("last [31m forged line"))
        #expect(report.utf8.count <= ErrorText.limit)
        #expect(!report.contains("number 10 with"))
    }

    @Test func `a decoder that ends by a signal is named`() throws {
        let decoder = try FFmpegDecoder(
            MemoryReader(Array("go\n".utf8)), start: 0, try StandIn.make("read line; kill -SEGV $$"))
        #expect(throws: TrackError.decoderKilled(signal: SIGSEGV)) { try decoder.all() }
        #expect(throws: TrackError.decoderKilled(signal: SIGSEGV)) { try decoder.all() }
    }

    @Test func `ffmpeg killed in mid-track is named, after what came before`() throws {
        let medium = EndlessReader(try Self.mp3(), repeats: true)
        let decoder = try FFmpegDecoder(medium, start: 0, FFmpegConfiguration())
        #expect(try decoder.one() == 960)
        kill(decoder.child.identifier, SIGKILL)
        #expect(throws: TrackError.decoderKilled(signal: SIGKILL)) { try decoder.all() }
        #expect(try medium.read0() == nil)
    }

    @Test func `a decoder that gives no sound is given up`() throws {
        var configuration = try StandIn.make("sleep 600")
        configuration.stallTimeout = .milliseconds(150)
        let decoder = try FFmpegDecoder(EndlessReader([0], repeats: true), start: 0, configuration)
        #expect(throws: TrackError.stalled(after: .milliseconds(150))) { try decoder.one() }
        let child = decoder.child.identifier
        decoder.close()
        #expect(!ProcessFacts.isAlive(child))
    }

    @Test func `a cancelled medium ends a wait for sound`() throws {
        let medium = EndlessReader(Array("x".utf8), repeats: false)
        let decoder = try FFmpegDecoder(medium, start: 0, try StandIn.make("sleep 600"))
        let thread = Thread {
            pause(milliseconds: 30); medium.cancel()
        }
        thread.start()
        #expect(throws: CancellationError.self) { try decoder.one() }
    }

    @Test func `an error of the connection is passed on after the sound before it`() throws {
        let bytes = try Self.mp3(5)
        let medium = MemoryReader(Array(bytes.prefix(bytes.count / 2)), failure: MemoryReader.Lost())
        let source = try TrackSource.open(medium)
        #expect(throws: MemoryReader.Lost()) { try source.rest() }
        #expect(source.position > 80)
    }

    @Test func `a medium of which the decoder wants no more is let go`() throws {
        let medium = EndlessReader([0], repeats: true)
        let decoder = try FFmpegDecoder(medium, start: 0, try StandIn.make("head -c 10 >&2; exit 0"))
        #expect(try decoder.all().isEmpty)
        #expect(try medium.read0() == nil)
    }

    @Test func `nobody is run ahead of: an unread track takes little of its medium`() throws {
        let medium = EndlessReader(try Self.mp3(), repeats: true)
        let decoder = try FFmpegDecoder(medium, start: 0, FFmpegConfiguration())
        #expect(try decoder.one() == 960)
        pause(milliseconds: 200)
        #expect(medium.total < 2 << 20)
        decoder.close()
    }

    @Test func `no thread, descriptor or child remains of a dozen tracks`() throws {
        let medium = try Self.mp3()
        let before = try ProcessFacts.descriptors(getpid()).count
        for round in 0..<12 {
            let source = try TrackSource.open(MemoryReader(medium))
            if round % 2 == 0 { #expect(try source.rest().count > 100) }
            source.close()
        }
        // Other tests run beside this one: each may hold a few of its own.
        #expect(try ProcessFacts.descriptors(getpid()).count < before + 60)
    }
}

extension EndlessReader {
    /// Nil once the medium was cancelled.
    func read0() throws -> Int? {
        var bytes: [UInt8] = [0]
        var free = bytes.mutableSpan
        do { return try read(into: &free) } catch is CancellationError { return nil }
    }
}
