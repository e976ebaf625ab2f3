import DiscordTypes
import Foundation
import Jobs
import Storage
import Testing

@testable import VoiceNode

/// The room's settings as the player keeps to them.
@Suite(.serialized)
struct RoomPlayerTests {
    static let bob = Requester(user: UserID(200), name: "Bob", locale: nil)

    /// Ann plays "a" of so many files, under the settings.
    private static func playing(
        _ names: [String] = ["a"], aloneTimeout: Duration = .seconds(300), _ settings: (inout RoomSettings) -> Void
    ) async throws -> PlayerStage {
        var files: [String: URL] = [:]
        for name in names { files[name] = try Tones.file(440, milliseconds: 20_000) }
        let stage = try await PlayerStage(files: files, aloneTimeout: aloneTimeout)
        var set = RoomSettings()
        settings(&set)
        guard case .room = try await stage.ask(.room(.change(RoomChange(set: set))), permissions: .manageGuild) else {
            throw Unexpected(what: "settings")
        }
        async let played = stage.play("a")
        await stage.letJoin()
        _ = try await played
        _ = try await stage.packets(5)
        return stage
    }

    private static func leaveAlone(_ stage: PlayerStage) async throws -> Int {
        stage.set { $0.listeners = 0 }
        stage.player.send(.people)
        stage.player.send(.tick)
        _ = try await stage.ask(.nowPlaying)
        return stage.state.leaves
    }

    @Test func `it leaves an empty channel, unless it is to stay around the clock`() async throws {
        for stays in [nil, false, true] {
            let stage = try await Self.playing(aloneTimeout: .zero) { $0.stays = stays }
            #expect(try await Self.leaveAlone(stage) == (stays == true ? 0 : 1))
            await stage.end()
        }
    }

    @Test func `the room's time to leave takes the place of the operator's`() async throws {
        let patient = try await Self.playing(aloneTimeout: .zero) { $0.leaveAfter = 3600 }
        #expect(try await Self.leaveAlone(patient) == 0)
        await patient.end()
        // The operator's would be five minutes.
        let hasty = try await Self.playing { $0.leaveAfter = 1 }
        let deadline = ContinuousClock.now + .seconds(30)
        while try await Self.leaveAlone(hasty) == 0 {
            try #require(ContinuousClock.now < deadline, "it has not left")
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(hasty.state.leaves == 1)
        await hasty.end()
    }

    @Test func `the player is shown where and how the room wants it, or not at all`() async throws {
        let text = ChannelID(21)
        let stage = try await Self.playing {
            $0.locale = "de"
            $0.showsStatus = true
        }
        // What a command shows comes after its answer, and before the next one is looked at.
        _ = try await stage.ask(.nowPlaying)
        let view = try #require(stage.state.shown.last ?? nil)
        #expect(view.channel == PlayerStage.text && view.locale == "de" && view.statusChannel == PlayerStage.channel)
        #expect(view.state.current?.title == "Tone 440")
        var bound = RoomSettings()
        bound.textChannel = text
        bound.showsStatus = false
        _ = try await stage.ask(.room(.change(RoomChange(set: bound))), permissions: .manageGuild)
        #expect(try await stage.ask(.pause) == .failed(.refused(.wrongChannel(channel: text))))
        await stage.player.showPlayer()
        let moved = try #require(stage.state.shown.last ?? nil)
        #expect(moved.channel == text && moved.statusChannel == nil)
        var silent = RoomSettings()
        silent.announces = false
        _ = try await stage.ask(.room(.change(RoomChange(set: silent))), permissions: .manageGuild)
        await stage.player.showPlayer()
        #expect(stage.state.shown.last == .some(nil))
        await stage.end()
    }

    @Test func `notices are in the room's language`() async throws {
        let stage = try await Self.playing(aloneTimeout: .zero) { $0.locale = "fr" }
        _ = try await Self.leaveAlone(stage)
        #expect(stage.state.notices == [.leftAlone(minutes: 1)] && stage.state.locales == ["fr"])
        await stage.end()
    }

    @Test func `the progress bar moves on when its time has come, and not before`() async throws {
        let stage = try await Self.playing { _ in }
        _ = try await stage.ask(.nowPlaying)
        let before = stage.state.shown.count
        for _ in 0..<3 { stage.player.send(.tick) }
        _ = try await stage.ask(.nowPlaying)
        #expect(stage.state.shown.count == before)
        stage.set { $0.displayInterval = .zero }
        stage.player.send(.tick)
        _ = try await stage.ask(.nowPlaying)
        #expect(stage.state.shown.count == before + 1)
        _ = try await stage.ask(.pause)
        // What a command shows comes after its answer, and before the next one is looked at.
        _ = try await stage.ask(.nowPlaying)
        let paused = stage.state.shown.count
        stage.player.send(.tick)
        _ = try await stage.ask(.nowPlaying)
        #expect(stage.state.shown.count == paused, "a bar that stands still needs no change")
        #expect(PlayerDisplays.shortestInterval == .seconds(15))
        await stage.end()
    }

    @Test func `members take turns where the queue is fair`() async throws {
        let stage = try await Self.playing(["a", "b", "c", "d", "e"]) { $0.isFair = true }
        stage.set { $0.members = [Self.bob.user] }
        for name in ["b", "c", "d"] { _ = try await stage.play(name) }
        guard
            case .queued(_, ahead: 2) = try await stage.ask(
                .play(PlayRequest(media: .url("e"))), by: Self.bob)
        else { throw Unexpected(what: "Bob's turn") }
        guard case .queue(let page) = try await stage.ask(.queue(page: 1)) else { throw Unexpected(what: "queue") }
        let (ann, bob) = (PlayerStage.ann.user, Self.bob.user)
        #expect(page.entries.map(\.requester) == [ann, bob, ann, ann])
        await stage.end()
    }

    @Test func `two members skip at once: each skips another track and is told which`() async throws {
        let stage = try await Self.playing(["a", "b", "c"]) { _ in }
        stage.set { $0.members = [Self.bob.user] }
        for name in ["b", "c"] { _ = try await stage.play(name) }
        let jobs = [try await stage.send(.skip), try await stage.send(.skip, by: Self.bob)]
        var told: [(skipped: Int64, next: Int64?)] = []
        for job in jobs {
            guard case .skipped(let skipped, let next) = await stage.board.outcome(of: job, within: .seconds(10)) else {
                throw Unexpected(what: "skip")
            }
            told.append((skipped.entry, next?.entry))
        }
        #expect(told.map(\.skipped) == [1, 2] && told.map(\.next) == [2, 3])
        await stage.end()
    }

    @Test func `half the listeners, rounded up, skip what another asked for`() async throws {
        let stage = try await Self.playing(["a", "b"]) { $0.djRole = RoleID(70) }
        let others = (201...204).map { Requester(user: UserID($0), name: "", locale: nil) }
        stage.set { $0.members = others.map(\.user) }
        _ = try await stage.play("b")
        #expect(try await stage.ask(.skip, by: others[0]) == .edited(.voted(votes: 1, needed: 3)))
        #expect(try await stage.ask(.skip, by: others[0]) == .failed(.refused(.alreadyVoted(votes: 1, needed: 3))))
        #expect(try await stage.ask(.skip, by: others[1]) == .edited(.voted(votes: 2, needed: 3)))
        // Whoever leaves takes their vote along, and counts no more among the listeners.
        stage.set { $0.members = others.dropFirst().map(\.user) }
        #expect(try await stage.ask(.pause, by: others[2]) == .failed(.refused(.needsDJ(role: RoleID(70)))))
        guard case .skipped(let track, _) = try await stage.ask(.skip, by: others[2]) else {
            throw Unexpected(what: "the last vote")
        }
        #expect(track.entry == 1)
        await stage.end()
    }
}
