import Audio
import DiscordTypes
import FileMedia
import Foundation
import Jobs
import Storage
import Synchronization
import Testing

@testable import VoiceNode

@Suite(.serialized)
struct GuildPlayerTests {
    static let silence: [UInt8] = [0xF8, 0xFF, 0xFE]

    @Test func `a track is joined for, named, stored and heard byte for byte, then silence`() async throws {
        let file = try Tones.file(440, milliseconds: 500)
        let stage = try await PlayerStage(files: ["https://a/x.ogg": file])
        async let outcome = stage.play("https://a/x.ogg")
        await stage.letJoin()
        guard case .queued(let track, ahead: 0) = try await outcome else {
            throw Unexpected(what: "not queued")
        }
        #expect(track.title == "Tone 440")
        #expect(track.requester == PlayerStage.ann.user)
        let expected = try Tones.packets(file) + Array(repeating: Self.silence, count: 5)
        let heard = try await stage.packets(expected.count)
        let isExact = heard.map(\.frame) == expected
        #expect(isExact)
        #expect(stage.state.speaking.first == true)
        await stage.end()
    }

    @Test func `noise at the highest bitrate, with packets as long as they get, is heard byte for byte`() async throws {
        let file = try Tones.noise(kilobits: 510, milliseconds: 500)
        let packets = try Tones.packets(file)
        #expect(packets.contains { $0.count == 1276 })
        let stage = try await PlayerStage(files: ["noise": file])
        async let outcome = stage.play("noise")
        await stage.letJoin()
        _ = try await outcome
        let heard = try await stage.packets(packets.count).prefix(packets.count).map(\.frame)
        #expect(heard == packets)
        await stage.end()
    }

    @Test func `three tracks follow each other without a missing tick`() async throws {
        let files = try ["a": 20_000, "b": 400, "c": 400].mapValues { try Tones.file(440, milliseconds: $0) }
        let stage = try await PlayerStage(files: files)
        async let first = stage.play("a")
        await stage.letJoin()
        _ = try await first
        guard case .queued(_, ahead: 1) = try await stage.play("b") else { throw Unexpected(what: "b") }
        guard case .queued(_, ahead: 2) = try await stage.play("c") else { throw Unexpected(what: "c") }
        let packets = try files.mapValues { try Tones.packets($0) }
        // Only now does the first come to its end.
        guard case .edited(.sought) = try await stage.ask(.edit(.seek(milliseconds: 19_600))) else {
            throw Unexpected(what: "seek")
        }
        let expected = Array(try #require(packets["a"]).dropFirst(980)) + ["b", "c"].flatMap { packets[$0] ?? [] }
        let frames = try await stage.heard { heard in
            heard.firstIndex(of: expected[0]).map { heard.count >= $0 + expected.count } == true
        }
        let start = try #require(frames.firstIndex(of: expected[0]))
        let isExact = frames[start...].prefix(expected.count).elementsEqual(expected)
        #expect(isExact)
        let times = try await stage.packets(0)[start...].prefix(expected.count).map(\.timestamp)
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 &- $0 == 960 })
        await stage.end()
    }

    @Test func `a new entry does not put the current one's stored position back`() async throws {
        let file = try Tones.file(440, milliseconds: 20_000)
        let stage = try await PlayerStage(files: ["a": file, "b": file])
        async let first = stage.play("a")
        await stage.letJoin()
        _ = try await first
        _ = try await stage.packets(40)
        _ = try await stage.play("b")
        let stored = try #require(try await stage.store.queue(of: PlayerStage.guild)).playback
        #expect(stored.positionFrames >= 40)
        await stage.end()
    }

    @Test func `skip, pause, resume and stop do what they say`() async throws {
        let long = try Tones.file(440, milliseconds: 20_000)
        let next = try Tones.file(880, milliseconds: 20_000)
        let stage = try await PlayerStage(files: ["long": long, "next": next])
        async let first = stage.play("long")
        await stage.letJoin()
        _ = try await first
        _ = try await stage.play("next")
        _ = try await stage.packets(10)
        guard case .skipped(let skipped, let following?) = try await stage.ask(.skip) else {
            throw Unexpected(what: "skip")
        }
        #expect(skipped.title == "Tone 440" && following.title == "Tone 880")
        _ = try await stage.packets(30)
        guard case .paused(let paused) = try await stage.ask(.pause) else { throw Unexpected(what: "pause") }
        #expect(paused.phase == .paused)
        let stored = try await stage.store.queue(of: PlayerStage.guild)
        #expect(stored?.playback.paused == true)
        #expect(try await stage.ask(.pause) == .failed(.alreadyPaused))
        try await stage.packetsEnd(with: Self.silence, times: 5)
        let beforeResume = try await stage.packets(0).count
        guard case .resumed(let resumed) = try await stage.ask(.resume) else { throw Unexpected(what: "resume") }
        #expect(resumed.positionMilliseconds >= paused.positionMilliseconds)
        // Heard again: else the silence of the pause would be taken for the stop's below.
        let afterResume = try await stage.packets(beforeResume + 3).dropFirst(beforeResume).map(\.frame)
        #expect(!afterResume.contains(Self.silence))
        #expect(try await stage.ask(.stop) == .stopped(removed: 0))
        #expect(
            try await stage.ask(.nowPlaying)
                == .nowPlaying(
                    PlayerState(
                        phase: .idle, channel: PlayerStage.channel, current: nil, positionMilliseconds: 0, waiting: 0)))
        #expect(stage.state.leaves == 0, "it stays for a moment")
        try await stage.packetsEnd(with: Self.silence, times: 5)
        stage.player.send(.tick)
        _ = try await stage.ask(.nowPlaying)
        #expect(stage.state.leaves == 1)
        #expect(try await stage.ask(.skip) == .failed(.nothingPlaying))
        try await stage.packetsEnd(with: Self.silence, times: 5)
        await stage.end()
    }

    @Test func `what can't be opened is refused in the reply and leaves no entry`() async throws {
        let stage = try await PlayerStage(files: [:])
        async let outcome = stage.play("missing")
        await stage.letJoin()
        #expect(try await outcome == .failed(.unusableMedia(.refusedByServer)))
        #expect(try await stage.store.queue(of: PlayerStage.guild)?.entries.isEmpty ?? true)
        await stage.end()
    }

    @Test func `a request from outside voice, or into a closed channel, is refused by name`() async throws {
        let stage = try await PlayerStage(files: [:])
        stage.set { $0.obstacle = .missingPermissions(PlayerStage.channel, ["Speak"]) }
        #expect(
            try await stage.play("x") == .failed(.missingPermissions(PlayerStage.channel, ["Speak"])))
        #expect(stage.state.joins.isEmpty)
        await stage.end()
    }

    @Test func `a failed join answers everyone who waits for it`() async throws {
        let file = try Tones.file(440, milliseconds: 500)
        let stage = try await PlayerStage(files: ["a": file])
        let jobs = [
            try await stage.send(.play(PlayRequest(media: .url("a")))), try await stage.send(.join(channel: nil)),
        ]
        stage.player.send(.voice(.failed(.channelFull(PlayerStage.channel))))
        for job in jobs {
            #expect(
                await stage.board.outcome(of: job, within: .seconds(10)) == .failed(.channelFull(PlayerStage.channel)))
        }
        await stage.end()
    }

    @Test func `a track whose medium is gone when its turn comes is told about and left out`() async throws {
        let files = try ["a": 440, "b": 550, "gone": 660, "d": 880].mapValues { try Tones.file($0, milliseconds: 600) }
        let gone = try #require(files["gone"])
        let openings = Atomic<Int>(0)
        let stage = try await PlayerStage(
            files: files,
            opening: [
                "gone": {
                    // There for `/play`, and not any more when its turn comes.
                    guard openings.wrappingAdd(1, ordering: .relaxed).newValue == 1 else {
                        throw MediaProblem.refusedByServer
                    }
                    return try FileReader(path: gone.path)
                }
            ])
        async let first = stage.play("a")
        await stage.letJoin()
        _ = try await first
        for name in ["b", "gone", "d"] { _ = try await stage.play(name) }
        let expected = try ["a", "b", "d"].flatMap { try Tones.packets(try #require(files[$0])) }
        // Silence fills the time in which the missing one was looked for, and follows the last.
        let heard = try await stage.heard { heard in
            heard.count { $0 != Self.silence } >= expected.count && heard.suffix(5).allSatisfy { $0 == Self.silence }
        }
        let isAllThere = heard.filter { $0 != Self.silence } == expected
        #expect(isAllThere)
        guard case .trackFailed("Tone 660", PlayerStage.ann.user, _) = await stage.nextNotice() else {
            throw Unexpected(what: "no notice")
        }
        await stage.end()
    }

    @Test func `a track that is still being looked up is waited for, one that stops sounding is left`() async throws {
        let files = try ["a": 440, "b": 550, "slow": 660].mapValues { try Tones.file($0, milliseconds: 20_000) }
        let slow = try #require(files["slow"])
        let openings = Atomic<Int>(0)
        let isFound = DispatchSemaphore(value: 0)
        let stage = try await PlayerStage(
            files: files,
            opening: [
                "slow": {
                    // For `/play`, and again when its turn comes.
                    if openings.wrappingAdd(1, ordering: .relaxed).newValue > 1 { isFound.wait() }
                    return try FileReader(path: slow.path)
                }
            ])
        async let first = stage.play("a")
        await stage.letJoin()
        _ = try await first
        _ = try await stage.play("b")
        _ = try await stage.play("slow")
        _ = try await stage.ask(.skip)
        _ = try await stage.ask(.skip)
        let ring = try #require(await stage.player.playingRing)
        stage.player.send(.audio(.stuck(ring: ring)))
        guard case .nowPlaying(let waiting) = try await stage.ask(.nowPlaying) else {
            throw Unexpected(what: "playing")
        }
        #expect(waiting.current?.title == "Tone 660")
        // Once for each that was opened and not wanted in the end.
        for _ in 0..<3 { isFound.signal() }
        let expected = try Tones.packets(slow)[20]
        _ = try await stage.heard { $0.contains(expected) }
        stage.player.send(.audio(.stuck(ring: ring)))
        guard case .nowPlaying(let left) = try await stage.ask(.nowPlaying) else { throw Unexpected(what: "playing") }
        #expect(left.current == nil)
        #expect(stage.state.notices.contains { if case .trackStuck = $0 { true } else { false } })
        await stage.end()
    }

    @Test func `a move that fails is told, and the music goes on where it was`() async throws {
        let stage = try await PlayerStage(files: ["a": try Tones.file(440, milliseconds: 20_000)])
        async let first = stage.play("a")
        await stage.letJoin()
        _ = try await first
        let job = try await stage.send(.join(channel: ChannelID(11)))
        let failure = JobFailure.voiceConnectionFailed("no answer")
        stage.player.send(.voice(.failed(failure)))
        #expect(await stage.board.outcome(of: job, within: .seconds(20)) == .failed(failure))
        guard case .nowPlaying(let state) = try await stage.ask(.nowPlaying) else { throw Unexpected(what: "state") }
        #expect(state.phase == .playing && state.channel == PlayerStage.channel)
        let count = try await stage.packets(0).count
        #expect(try await stage.packets(count + 5).suffix(3).allSatisfy { $0.frame != Self.silence })
        guard case .queued(_, ahead: 1) = try await stage.play("a") else { throw Unexpected(what: "play") }
        await stage.end()
    }

    @Test func `whoever waits for a player that another node took the place of is answered`() async throws {
        let isFound = DispatchSemaphore(value: 0)
        let (openings, open) = AsyncStream.makeStream(of: Void.self)
        let stage = try await PlayerStage(
            files: [:],
            opening: [
                "slow": {
                    open.yield()
                    isFound.wait()
                    throw MediaProblem.refusedByServer
                }
            ])
        let play = try await stage.send(.play(PlayRequest(media: .url("slow"))))
        for await _ in openings.prefix(1) {}
        stage.player.send(.leaseLost)
        #expect(await stage.board.outcome(of: play, within: .seconds(20)) == .failed(.busy))
        isFound.signal()
        await stage.end()
    }

    @Test func `in a full inbox there is room for what comes only once`() async throws {
        let stage = try await PlayerStage(files: [:])
        let queue = GuildQueue(guild: PlayerStage.guild, epoch: 1)
        // Nobody reads its inbox.
        let player = GuildPlayer(guild: PlayerStage.guild, queue: queue, environment: stage.environment)
        for _ in 0..<GuildPlayer.inboxLimit { #expect(player.send(.tick)) }
        #expect(!player.send(.tick))
        #expect(!player.send(.forget(UserID(7), before: 1)))
        #expect(player.send(.audio(.ended(ring: 1))))
        #expect(player.send(.shutdown))
        await stage.end()
    }

    @Test func `after a crash the same track goes on at the stored position`() async throws {
        let file = try Tones.file(440, milliseconds: 4000)
        let crashed = try await PlayerStage(files: ["a": file])
        async let outcome = crashed.play("a")
        await crashed.letJoin()
        _ = try await outcome
        _ = try await crashed.packets(60)
        _ = try await crashed.store.savePositions(crashed.positions.positions)
        let position = try await crashed.store.queue(of: PlayerStage.guild)?.playback.positionFrames ?? 0
        #expect(position >= 60)
        await crashed.end()
        let stage = try await PlayerStage(files: ["a": file], directory: crashed.directory)
        stage.player.send(.restore)
        await stage.letJoin()
        let heard = try await stage.packets(20).map(\.frame)
        let expected = try Tones.packets(file).dropFirst(Int(position)).prefix(20)
        let goesOn = Array(heard.prefix(20)) == Array(expected)
        #expect(goesOn)
        await stage.end()
    }

    @Test func `alone for long enough it leaves, says so and keeps the queue`() async throws {
        let file = try Tones.file(440, milliseconds: 20_000)
        let stage = try await PlayerStage(files: ["a": file], aloneTimeout: .zero)
        async let outcome = stage.play("a")
        await stage.letJoin()
        _ = try await outcome
        _ = try await stage.packets(5)
        stage.player.send(.tick)
        stage.set { $0.listeners = 0 }
        stage.player.send(.people)
        stage.player.send(.tick)
        #expect(await stage.nextNotice() == .leftAlone(minutes: 1))
        guard case .nowPlaying(let state) = try await stage.ask(.nowPlaying) else { throw Unexpected(what: "state") }
        #expect(state.channel == nil && state.current?.title == "Tone 440" && state.positionMilliseconds > 0)
        #expect(stage.state.leaves == 1)
        await stage.end()
    }

    @Test func `a short file that is cut off is played as far as it goes, and told of`() async throws {
        let whole = try Data(contentsOf: Tones.file(440, milliseconds: 1500))
        let page = try #require(whole.range(of: Data("OggS".utf8), options: .backwards))
        let cut = Tones.folder.appendingPathComponent("cut-\(UUID().uuidString).ogg")
        try whole[..<page.lowerBound].write(to: cut)
        let stage = try await PlayerStage(files: ["a": cut])
        async let outcome = stage.play("a")
        await stage.letJoin()
        guard case .queued = try await outcome else { throw Unexpected(what: "a refusal") }
        #expect(
            await stage.nextNotice() == .trackFailed(title: "Tone 440", requester: PlayerStage.ann.user, .incomplete))
        await stage.end()
    }

    @Test func `a listener on a stage leaves when nobody invites it for long enough, and says so`() async throws {
        let file = try Tones.file(440, milliseconds: 2000)
        let stage = try await PlayerStage(files: ["a": file], aloneTimeout: .zero)
        async let outcome = stage.play("a")
        await stage.letNobodySpeak()
        #expect(try await outcome == .failed(.suppressedOnStage(PlayerStage.channel)))
        #expect(stage.state.leaves == 0)
        stage.player.send(.tick)
        #expect(await stage.nextNotice() == .leftSilenced(minutes: 1))
        #expect(try await stage.ask(.leave) == .failed(.notConnected))
        #expect(stage.state.leaves == 1)
        await stage.end()
    }

    @Test func `a listener on a stage can be told to leave, and stays once it may speak`() async throws {
        let file = try Tones.file(440, milliseconds: 20_000)
        let stage = try await PlayerStage(files: ["a": file], aloneTimeout: .zero)
        async let refused = stage.play("a")
        await stage.letNobodySpeak()
        _ = try await refused
        #expect(try await stage.ask(.leave) == .left)
        async let refusedAgain = stage.play("a")
        await stage.letNobodySpeak()
        _ = try await refusedAgain
        stage.player.send(.voice(.suppressed(false)))
        stage.connect()
        stage.player.send(.tick)
        guard case .queued = try await stage.play("a") else { throw Unexpected(what: "the invited player") }
        _ = try await stage.packets(5)
        #expect(stage.state.notices.isEmpty)
        await stage.end()
    }

    @Test func `a lost transport stops the song and a new one goes on with it`() async throws {
        let file = try Tones.file(440, milliseconds: 4000)
        let stage = try await PlayerStage(files: ["a": file])
        async let outcome = stage.play("a")
        await stage.letJoin()
        _ = try await outcome
        _ = try await stage.packets(20)
        stage.player.send(.voice(.lost))
        guard case .nowPlaying = try await stage.ask(.nowPlaying) else { return }
        stage.connect()
        let expected = try Tones.packets(file)
        let heard = try await stage.packets(expected.count).map(\.frame)
        let isExact = Array(heard.prefix(expected.count)) == expected
        #expect(isExact, "no frame is lost or sent twice")
        await stage.end()
    }
}

/// An outcome of another kind than the test is about.
struct Unexpected: Error {
    let what: String
}

extension GuildPlayer {
    fileprivate var playingRing: UInt64? { playing?.ring.token }
}
