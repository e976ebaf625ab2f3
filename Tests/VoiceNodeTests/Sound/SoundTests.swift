import DiscordTypes
import Foundation
import Jobs
import Storage
import Synchronization
import Testing

@testable import Audio
@testable import VoiceNode

/// Settings changed while a track plays: what leaves through the socket, decoded and measured.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct SoundTests {
    /// Begins a tone and gives its packets.
    static func stage(_ hertz: Int = 440, milliseconds: Int = 20_000) async throws -> (PlayerStage, [[UInt8]]) {
        let file = try Tones.file(hertz, milliseconds: milliseconds)
        let stage = try await PlayerStage(files: ["a": file])
        async let played = stage.play("a")
        await stage.letJoin()
        _ = try await played
        return (stage, try Tones.packets(file))
    }

    static func set(_ change: SoundChange, _ stage: PlayerStage) async throws -> SoundSettings {
        guard case .sound(let settings) = try await stage.ask(.sound(change)) else { throw Unexpected(what: "sound") }
        return settings
    }

    @Test func `the volume changes in mid-track without a click, and back to the track's own packets`() async throws {
        let (stage, source) = try await Self.stage()
        _ = try await stage.packets(60)
        let quality = try #require(await stage.player.state.quality)
        #expect(quality.codec == "Opus" && quality.playedFrom == nil)
        let bitrate = 0.4 * Double(source.prefix(150).reduce(0) { $0 + $1.count }) / 150
        #expect(abs(Double(try #require(quality.kilobitsPerSecond)) - bitrate) <= 8, "\(quality), \(bitrate) kbit/s")
        #expect(try await Self.set(.volume(percent: 40), stage).volume == 40)
        func change(_ heard: [[UInt8]]) -> Int? { heard.indices.first { heard[$0] != source[$0] } }
        _ = try await stage.heard { heard in change(heard).map { heard.count >= $0 + 80 } == true }
        _ = try await Self.set(.volume(percent: 100), stage)
        // The track's own packets, then others, then the track's own again: each at its place.
        let heard = try await stage.heard { $0.suffix(40).elementsEqual(source[..<$0.count].suffix(40)) }
        await stage.end()
        let own = heard.indices.filter { heard[$0] == source[$0] }
        let first = try #require(change(heard))
        let last = try #require(heard.indices.last { heard[$0] != source[$0] })
        #expect(first >= 60, "\(first)")
        #expect(own.count >= first + heard.count - last - 1)
        let sound = try Heard(heard)
        let loud = sound.level(20..<first - 5)
        #expect(abs(sound.level(first + 20..<first + 75) / loud - 0.4) < 0.02)
        #expect(abs(sound.level(last + 3..<heard.count) / loud - 1) < 0.02)
        // The tone's own step is 0.0072.
        let jump = sound.largestJump(first - 20..<last + 20)
        #expect(jump < 0.0085, "\(jump)")
    }

    @Test func `the position counts the track's frames at double speed, and the settings last`() async throws {
        let (stage, source) = try await Self.stage()
        _ = try await stage.packets(25)
        _ = try await Self.set(.effect(.timescale(speed: 2, semitones: 0)), stage)
        _ = try await stage.heard { heard in heard.suffix(10).allSatisfy { !source.contains($0) } }
        let begin = try await stage.moment()
        _ = try await stage.packets(begin.frames.count + 100)
        let now = try await stage.moment()
        let expected = Double(begin.position) + 2 * Double(now.frames.count - begin.frames.count)
        #expect(abs(Double(now.position) - expected) < 26, "\(now.position), expected about \(expected)")
        _ = try await Self.set(.clearEffects, stage)
        // Passed through again: the last packet tells which it is of the track's.
        func place(_ heard: [[UInt8]]) -> Int? {
            guard let last = heard.last.flatMap({ source.lastIndex(of: $0) }), last >= 20 else { return nil }
            return heard.suffix(20).elementsEqual(source[...last].suffix(20)) ? last : nil
        }
        _ = try await stage.heard { place($0) != nil }
        let end = try await stage.moment()
        await stage.end()
        let last = try #require(place(end.frames))
        #expect(abs(Int(end.position) - last) <= 3, "\(end.position) \(last)")
    }

    @Test func `what is encoded follows the channel's bitrate in mid-call, whether it is changed or not`() async throws
    {
        let file = Tones.folder.appendingPathComponent("noise-\(UUID().uuidString).wav")
        _ = try Tones.file(440, milliseconds: 20)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["ffmpeg", "-loglevel", "error", "-nostdin", "-f", "lavfi", "-i"]
            + ["anoisesrc=color=white:amplitude=0.2:seed=3:sample_rate=48000:d=40", "-ac", "2", file.path]
        try process.run()
        process.waitUntilExit()
        let stage = try await PlayerStage(files: ["n": file])
        async let played = stage.play("n")
        await stage.letJoin()
        _ = try await played
        /// Of the second from half a second, or the ring's two and a half, after now on.
        func rate(behind packets: Int = 25) async throws -> Double {
            stage.player.send(.tick)
            let start = stage.socket.packets.withLock { $0.count } + packets
            let sent = try await stage.packets(start + 50).map(\.frame)[start..<start + 50]
            return Double(sent.reduce(0) { $0 + $1.count }) * 0.4 / 50
        }
        let first = try await rate()
        #expect(abs(first - 64) < 7, "\(first) kbit/s")
        stage.set { $0.bitrate = 96_000 }
        let second = try await rate(behind: 200)
        #expect(abs(second - 96) < 10, "\(second) kbit/s")
        _ = try await Self.set(.volume(percent: 90), stage)
        let third = try await rate(behind: 40)
        #expect(abs(third - 96) < 10, "\(third) kbit/s, processed")
        stage.set { $0.bitrate = 128_000 }
        let fourth = try await rate()
        #expect(abs(fourth - 128) < 13, "\(fourth) kbit/s, processed")
        await stage.end()
    }

    @Test func `settings are there again for the next player, from the first packet on`() async throws {
        let (stage, _) = try await Self.stage(milliseconds: 4000)
        _ = try await Self.set(.volume(percent: 50), stage)
        _ = try await Self.set(.preset(.bass), stage)
        let directory = stage.directory
        await stage.end()
        let file = try Tones.file(500, milliseconds: 2000)
        let next = try await PlayerStage(files: ["b": file], directory: directory)
        let settings = try await Self.set(.show, next)
        #expect(settings.volume == 50 && settings.effects == EffectPreset.bass.effects)
        guard case .nowPlaying(let state) = try await next.ask(.nowPlaying) else { throw Unexpected(what: "state") }
        #expect(state.sound == settings)
        await next.end()
    }

    @Test func `tracks fade over with even power and the second goes on as its own packets`() async throws {
        let files = try ["a": 400, "b": 700].mapValues { try Tones.file($0, milliseconds: 6000) }
        let stage = try await PlayerStage(files: files)
        _ = try await Self.set(.crossfade(seconds: 2), stage)
        async let played = stage.play("a")
        await stage.letJoin()
        _ = try await played
        _ = try await stage.play("b")
        let packets = try files.mapValues { try Tones.packets($0) }
        let one = try #require(packets["a"])
        let other = try #require(packets["b"])
        let total = one.count + other.count - 100
        let ticking = Task {
            while !Task.isCancelled {
                stage.player.send(.tick)
                try? await Task.sleep(for: .milliseconds(300))
            }
        }
        let sent = try await stage.packets(total)
        ticking.cancel()
        await stage.end()
        let heard = sent.prefix(total).map(\.frame)
        // As truths, since the packets themselves would fill the report.
        let isPassedOn = Array(heard.prefix(one.count - 100)) == Array(one.prefix(one.count - 100))
        let isPassedOnAgain = Array(heard.suffix(other.count - 150)) == Array(other.suffix(other.count - 150))
        #expect(isPassedOn && isPassedOnAgain)
        let times = sent.prefix(total).map(\.timestamp)
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 &- $0 == 960 })
        let sound = try Heard(Array(heard))
        let fade = one.count - 100
        let (full, tones) = (sound.amplitude(400, 50..<100), [400.0, 700])
        for part in stride(from: 5, to: 95, by: 10) {
            let gains = tones.map { sound.amplitude($0, fade + part..<fade + part + 10) / full }
            let angle = Double.pi / 2 * (Double(part) + 5) / 100
            #expect(abs(gains[0] - cos(angle)) < 0.06 && abs(gains[1] - sin(angle)) < 0.06, "\(part): \(gains)")
        }
        #expect(sound.largestJump(20..<total) < 0.02)
    }

    @Test func `silence at both ends is left out`() async throws {
        let file = Tones.folder.appendingPathComponent("quiet-\(UUID().uuidString).ogg")
        _ = try Tones.file(440, milliseconds: 20)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "ffmpeg", "-loglevel", "error", "-nostdin", "-f", "lavfi", "-i",
            "aevalsrc=0.2*sin(2764*t)*between(t\\,1\\,2):s=48000:d=3", "-ac", "2", "-c:a", "libopus", file.path,
        ]
        try process.run()
        process.waitUntilExit()
        let stage = try await PlayerStage(files: ["q": file])
        _ = try await Self.set(.skipSilence(true), stage)
        async let played = stage.play("q")
        await stage.letJoin()
        _ = try await played
        _ = try await stage.packets(50)
        var state = await stage.player.state
        while state.current != nil {
            try await Task.sleep(for: .milliseconds(20))
            state = await stage.player.state
        }
        let music = try await stage.packets(50).map(\.frame).filter { $0 != GuildPlayerTests.silence }
        await stage.end()
        #expect((50...60).contains(music.count), "\(music.count) packets")
        let source = try Tones.packets(file)
        // A packet in the sound is found at one place only.
        let first = try #require(source.firstIndex(of: music[20])) - 20
        #expect((44...49).contains(first), "\(first)")
        let isInOrder = Array(source[first..<first + music.count]) == music
        #expect(isInOrder)
    }

    @Test func `a loud track is brought to the target while it plays`() async throws {
        let (stage, _) = try await Self.stage(997)
        // The tone of ffmpeg's `sine`: amplitude 1/8 on both sides.
        _ = try await stage.packets(40)
        _ = try await Self.set(.normalize(true), stage)
        // It is measured first, and brought to the target then, gently.
        let track = try RequestedMedia.url("a").json()
        var stored = try await stage.store.loudness(of: track)
        while stored?.integrated == nil {
            try await Task.sleep(for: .milliseconds(20))
            stored = try await stage.store.loudness(of: track)
        }
        let start = stage.socket.packets.withLock { $0.count }
        let heard = try await stage.packets(start + 400).map(\.frame)
        await stage.end()
        let meter = try LoudnessMeter()
        let block = SampleBlock()
        let sound = try Heard(Array(heard))
        for packet in heard.count - 250..<heard.count {
            sound.copy(packet, to: block)
            try meter.add(block)
        }
        let measured = meter.loudness
        let loudness = try #require(measured)
        #expect(
            abs(loudness.integrated - TrackLoudness.target) < 0.5,
            "\(loudness), measured as \(String(describing: stored))")
    }
}

/// Packets as a listener's one decoder makes sound of them.
struct Heard {
    private var left: [Float] = []

    init(_ packets: [[UInt8]]) throws {
        let decoder = try OpusDecoder()
        var pcm = [Float](repeating: 0, count: OpusDecoder.maximumSamples)
        for packet in packets {
            var room = pcm.mutableSpan
            let count = try decoder.decode(packet.span, into: &room)
            for index in 0..<count { left.append(pcm[2 * index]) }
        }
    }

    private func samples(_ packets: Range<Int>) -> ArraySlice<Float> {
        left[packets.lowerBound * 960..<packets.upperBound * 960]
    }

    func level(_ packets: Range<Int>) -> Double {
        let part = samples(packets)
        return (part.reduce(0) { $0 + Double($1) * Double($1) } / Double(part.count)).squareRoot()
    }

    func largestJump(_ packets: Range<Int>) -> Float {
        let part = samples(packets)
        return zip(part, part.dropFirst()).reduce(0) { max($0, abs($1.1 - $1.0)) }
    }

    func amplitude(_ hertz: Double, _ packets: Range<Int>) -> Double {
        let part = samples(packets)
        var (cosine, sine) = (0.0, 0.0)
        for (index, sample) in part.enumerated() {
            let window = 1 - cos(2 * Double.pi * Double(index) / Double(part.count))
            cosine += Double(sample) * cos(2 * Double.pi * hertz * Double(index) / 48_000) * window
            sine += Double(sample) * sin(2 * Double.pi * hertz * Double(index) / 48_000) * window
        }
        return 2 * (cosine * cosine + sine * sine).squareRoot() / Double(part.count)
    }

    func copy(_ packet: Int, to block: SampleBlock) {
        for (index, sample) in samples(packet..<packet + 1).enumerated() { block[index] = SIMD2(sample, sample) }
    }
}
