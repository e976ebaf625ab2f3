import DiscordTypes
import Foundation
import Jobs
import Storage
import Synchronization
import Testing

@testable import VoiceNode

/// The current track over several nodes: taken up by each, but not for ever where each ends with it.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct PlayerRestartTests {
    private let files: [String: URL]

    init() throws {
        files = [
            "a": try Tones.file(440, milliseconds: 30_000), "b": try Tones.file(660, milliseconds: 30_000),
        ]
    }

    /// Ends a node with one track playing and another behind it; gives where its store is.
    private func endWhilePlaying(isPaused: Bool = false) async throws -> URL {
        let stage = try await PlayerStage(files: files)
        async let outcome = stage.play("a")
        await stage.letJoin()
        _ = try await outcome
        _ = try await stage.play("b")
        if isPaused { _ = try await stage.ask(.pause) }
        await stage.end()
        return stage.directory
    }

    private enum Ending { case crash, goodOrder }

    /// Takes the queue up in another node, which ends after so many seconds of it.
    private func endAgain(in directory: URL, after ticks: Int, by ending: Ending = .crash) async throws {
        let stage = try await PlayerStage(files: files, directory: directory)
        stage.player.send(.restore)
        await stage.letJoin()
        _ = try await stage.packets(5)
        for _ in 0..<ticks { stage.player.send(.tick) }
        guard case .nowPlaying(let player) = try await stage.ask(.nowPlaying) else { throw Unexpected(what: "state") }
        #expect(player.current?.title == "Tone 440")
        #expect(stage.state.notices.isEmpty)
        switch ending {
        case .crash: await stage.end()
        case .goodOrder: await stage.shutDown()
        }
    }

    private func restarts(of stage: PlayerStage) async throws -> Int? {
        try await stage.store.queue(of: PlayerStage.guild)?.playback.restarts
    }

    @Test func `a track with which node after node ends is left out, and the next one plays`() async throws {
        let directory = try await endWhilePlaying()
        for _ in 0..<GuildPlayer.restartLimit {
            try await endAgain(in: directory, after: 0)
        }
        let stage = try await PlayerStage(files: files, directory: directory)
        stage.player.send(.restore)
        #expect(await stage.nextNotice() == .trackGivenUp(title: "Tone 440", requester: PlayerStage.ann.user))
        await stage.letJoin()
        let heard = try await stage.packets(20).map(\.frame)
        let expected = try Tones.packets(try #require(files["b"])).prefix(20)
        let isNext = Array(heard.prefix(20)) == Array(expected)
        #expect(isNext)
        #expect(stage.state.openings.map(\.address) == ["b"])
        // It is not lost, and the one that plays is counted from its own beginning.
        let record = try #require(try await stage.store.queue(of: PlayerStage.guild))
        #expect(record.entries.map(\.standing) == [.played, .queued])
        #expect(record.playback.restarts == 1)
        await stage.end()
    }

    @Test func `a track that is heard outlives any number of nodes`() async throws {
        let directory = try await endWhilePlaying()
        for _ in 0...GuildPlayer.restartLimit + 1 {
            try await endAgain(in: directory, after: 1)
        }
    }

    @Test func `nodes that end in good order are not counted`() async throws {
        let directory = try await endWhilePlaying()
        for _ in 0...GuildPlayer.restartLimit + 1 { try await endAgain(in: directory, after: 0, by: .goodOrder) }
    }

    @Test func `a paused track goes well while it stands ready`() async throws {
        let directory = try await endWhilePlaying(isPaused: true)
        let stage = try await PlayerStage(files: files, directory: directory)
        stage.player.send(.restore)
        await stage.letJoin()
        while try await restarts(of: stage) != 1 { await Task.yield() }
        let deadline = ContinuousClock.now + .seconds(60)
        while try await restarts(of: stage) != 0, ContinuousClock.now < deadline { stage.player.send(.tick) }
        #expect(try await restarts(of: stage) == 0)
        #expect(stage.socket.packets.withLock { $0.isEmpty })
        await stage.end()
    }

    @Test func `a channel in which nobody is any more counts for nothing`() async throws {
        let directory = try await endWhilePlaying()
        let stage = try await PlayerStage(files: files, directory: directory)
        stage.set { $0.listeners = 0 }
        stage.player.send(.restore)
        _ = try await stage.ask(.nowPlaying)
        #expect(try await restarts(of: stage) == 0)
        await stage.end()
    }
}
