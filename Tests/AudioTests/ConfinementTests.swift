import Foundation
import Testing

@testable import Audio

/// What a decoder process can see and do.
struct ConfinementTests {
    private static let endlessTone = Result { try Media.make("\(Media.tone(5)) -c:a libmp3lame", "mp3") }

    @Test func `R37 a child sees nothing of our environment`() throws {
        unsafe setenv("TIMMYBOT_TEST_CANARY", "canary-7351", 1)
        unsafe setenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/canary-7351", 1)
        let report = try StandIn.report("read line; tr '\\0' ' ' < /proc/$$/environ >&2; exit 3")
        #expect(report == "LC_ALL=C AV_LOG_FORCE_NOCOLOR=1")
    }

    @Test func `R37 a child inherits no descriptor but its three pipes`() throws {
        let leaked = unsafe open("/etc/hostname", O_RDONLY)  // without close-on-exec
        let high = fcntl(leaked, F_DUPFD, 200)
        defer { close(leaked); close(high) }
        let report = try StandIn.report("read line; ls -l /proc/$$/fd >&2; exit 3")
        let words = report.split(separator: " ")
        let targets = zip(words, words.dropFirst()).filter { $0.0 == "->" }.map(\.1)
        // The shell itself keeps its script open, and a copy of one of its pipes.
        #expect(Set(targets.filter { $0.hasPrefix("pipe:") }).count == 3, "\(report)")
        #expect(targets.allSatisfy { $0.hasPrefix("pipe:") || $0.hasSuffix(".sh") }, "\(report)")
    }

    @Test func `R37 a child is limited before it can read a byte`() throws {
        let report = try StandIn.report(
            """
            read line
            grep -E 'cpu time|file size|core file|open files|address space' /proc/$$/limits | tr -s ' ' >&2
            exit 3
            """)
        for line in [
            "Max cpu time 86400 86400", "Max file size 0 0", "Max core file size 0 0", "Max open files 32 32",
            "Max address space 1073741824 1073741824",
        ] {
            #expect(report.contains(line), "\(report)")
        }
    }

    @Test func `R37 a child leads a group of its own, in a folder of nobody`() throws {
        let report = try StandIn.report("read line; cut -d' ' -f1,5 /proc/$$/stat >&2; pwd >&2; exit 3")
        let words = report.split(separator: " ")
        try #require(words.count == 3)
        #expect(words[0] == words[1])
        #expect(words[2] == "/")
    }

    @Test func `R37 real ffmpeg runs under the same confinement`() throws {
        let tone = try Self.endlessTone.get()
        let decoder = try FFmpegDecoder(EndlessReader(tone, repeats: true), start: 0, FFmpegConfiguration())
        #expect(try decoder.one() == 960)
        let child = decoder.child.identifier
        #expect(ProcessFacts.text(child, "environ") == "LC_ALL=C\0AV_LOG_FORCE_NOCOLOR=1\0")
        let descriptors = try ProcessFacts.descriptors(child)
        #expect(descriptors.keys.sorted() == ["0", "1", "2"])
        #expect(descriptors.values.allSatisfy { $0.hasPrefix("pipe:") })
        #expect(ProcessFacts.fields(child)[2] == "\(child)")
        #expect(ProcessFacts.text(child, "limits").contains("Max file size             0"))
        let command = ProcessFacts.text(child, "cmdline")
        #expect(command.contains("-protocol_whitelist\0pipe\0"))
        decoder.close()
        #expect(!ProcessFacts.isAlive(child))
    }

    @Test func `R37 closing ends whatever the child has started`() throws {
        let configuration = try StandIn.make(
            """
            sleep 600 & printf '%-7680s' $!
            sleep 600
            """)
        let decoder = try FFmpegDecoder(EndlessReader([1, 2, 3], repeats: true), start: 0, configuration)
        let grandchild = try Self.announcedProcess(decoder)
        #expect(ProcessFacts.isAlive(grandchild))
        decoder.close()
        #expect(!ProcessFacts.isAlive(decoder.child.identifier))
        for _ in 0..<1000 where ProcessFacts.isAlive(grandchild) { pause(milliseconds: 10) }
        #expect(!ProcessFacts.isAlive(grandchild))
    }

    @Test func `R37 a process that got away with the pipes holds nobody up`() throws {
        let configuration = try StandIn.make(
            """
            setsid sleep 60 &
            while [ "$(cut -d' ' -f5 /proc/$!/stat)" != $! ]; do :; done
            printf '%-7680s' $!
            sleep 600
            """)
        let decoder = try FFmpegDecoder(EndlessReader([1, 2, 3], repeats: true), start: 0, configuration)
        let fugitive = try Self.announcedProcess(decoder)
        defer { kill(fugitive, SIGKILL) }
        decoder.close()
        #expect(ProcessFacts.isAlive(fugitive))
    }

    /// The number that a stand-in printed as its first block of "sound".
    private static func announcedProcess(_ decoder: FFmpegDecoder) throws -> Int32 {
        var block = [Float](repeating: 0, count: 1920)
        var free = block.mutableSpan
        #expect(try decoder.read(into: &free) == 960)
        let text = unsafe block.withUnsafeBytes { unsafe String(decoding: $0.prefix(16), as: UTF8.self) }
        return try #require(Int32(text.trimmingCharacters(in: .whitespaces)))
    }

    @Test func `R37 a child that computes for ever is ended by its limit`() throws {
        var configuration = try StandIn.make("read line; while :; do :; done")
        configuration.cpuSeconds = 1
        let decoder = try FFmpegDecoder(MemoryReader(Array("go\n".utf8)), start: 0, configuration)
        #expect { try decoder.all() } throws: { error in
            guard case TrackError.decoderKilled(let signal) = error else { return false }
            return signal == SIGKILL || signal == SIGXCPU
        }
    }

    @Test func `R37 a child can write no file`() throws {
        let target = Media.directory.appendingPathComponent("written-\(UUID().uuidString)").path
        let report = try StandIn.report(
            "read line; trap '' XFSZ; echo data > \(target); test -s \(target) && echo written >&2; exit 3")
        #expect(!report.contains("written"))
    }

    /// Playlists that name `PATH`, a file that could well be played.
    static let playlists: [(String, String)] = [
        ("HLS", "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\nfile:PATH\n#EXT-X-ENDLIST\n"),
        ("HLS over http", "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n"),
        ("concat", "ffconcat version 1.0\nfile 'PATH'\n"),
        ("DASH", "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\"></MPD>"),
        ("SDP", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 97\n"),
    ]

    @Test(arguments: playlists)
    func `R35 a playlist is no medium: nothing it names is opened`(_ name: String, _ text: String) throws {
        let named = try Media.store(try Media.make("\(Media.tone(3)) -c:a aac", "ts"), "ts")
        let playlist = text.replacing("PATH", with: named.path)
        let source = try TrackSource.open(MemoryReader(Array(playlist.utf8)))
        defer { source.close() }
        #expect {
            try source.rest()
        } throws: { error in
            guard case TrackError.decoderFailed = error else { return false }
            return true
        }
        #expect(source.position == 0)
    }
}
