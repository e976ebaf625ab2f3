import DiscordTypes
import Foundation
import Jobs
import Logging
import Storage
import Testing

@testable import VoiceNode

struct GuildPlayersTests {
    private static let guild = GuildID(2)

    private static func players(
        _ stage: PlayerStage, clock: any Clock<Duration> = ContinuousClock(), made: @escaping @Sendable () -> Void
    ) -> GuildPlayers {
        let environment = stage.environment
        return GuildPlayers(
            GuildPlayers.Dependencies(
                node: "node", store: stage.store,
                environment: { _ in
                    made()
                    return environment
                },
                companion: { _, _ in }, positions: stage.positions, clock: clock,
                logger: Logger(label: "test")))
    }

    private static func job() throws -> PlaybackJob {
        PlaybackJob(
            id: try #require(JobID("job")), guild: guild, requester: PlayerStage.ann, textChannel: PlayerStage.text,
            action: .nowPlaying, createdAt: 0)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a queue is taken up once the lease of a node that ended early is over`() async throws {
        let stage = try await PlayerStage(files: [:])
        guard case .granted(let other) = try await stage.store.acquire(Self.guild, for: "other", lasting: .seconds(60))
        else { throw Unexpected(what: "held") }
        let clock = ManualClock()
        let players = Self.players(stage, clock: clock) {}
        let restoring = Task { await players.restore(Self.guild) }
        await clock.sleeper(for: GuildPlayers.restorePause)
        #expect(await players.states.isEmpty)
        try await stage.store.release(other)
        clock.advance(by: GuildPlayers.restorePause)
        await restoring.value
        #expect(await players.states.map(\.0) == [Self.guild])
        await stage.end()
    }

    @Test(.timeLimit(.minutes(1)))
    func `guilds that were there when nodes ended are taken up one by one, the others at once`() async throws {
        let stage = try await PlayerStage(files: [:])
        for (id, restarts) in [(2, 0), (3, 2), (4, 1), (5, 3)] {
            var record = GuildPlaybackRecord(guild: GuildID(UInt64(id)), epoch: 0, voiceChannel: ChannelID(1))
            record.restarts = restarts
            try await stage.store.apply([.playback(record)], to: record.guild, epoch: 0)
        }
        let clock = ManualClock()
        let players = Self.players(stage, clock: clock) {}
        let restoring = Task { try await players.restore { _ in true } }
        func restored() async -> [UInt64] { await players.states.map(\.0.rawValue).sorted() }
        await clock.sleeper(for: GuildPlayers.trial)
        while await restored().count < 3 { await Task.yield() }
        #expect(await restored() == [2, 3, 4])
        clock.advance(by: GuildPlayers.trial)
        await clock.sleeper(for: GuildPlayers.trial)
        #expect(await restored() == [2, 3, 4, 5])
        clock.advance(by: GuildPlayers.trial)
        try await restoring.value
        await stage.end()
    }

    @Test func `a node that stops makes no player any more`() async throws {
        let stage = try await PlayerStage(files: [:])
        let players = Self.players(stage) { Issue.record("a player was made") }
        async let running: Void = players.run()
        await players.shutDown()
        #expect(await !players.deliver(try Self.job()))
        await running
        await stage.end()
    }

    @Test(.timeLimit(.minutes(1))) func `a player that is being made when the node stops ends too`() async throws {
        let stage = try await PlayerStage(files: [:])
        let (isBeingMade, mayBeMade) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let players = Self.players(stage) {
            isBeingMade.signal()
            mayBeMade.wait()
        }
        async let running: Void = players.run()
        let job = try Self.job()
        async let delivered = players.deliver(job)
        await Self.wait(for: isBeingMade)
        async let ended: Void = players.shutDown()
        // Nothing tells from outside that the stop has begun. Were it to begin later, it would meet a finished player,
        // which must end as well.
        try await Task.sleep(for: .milliseconds(50))
        mayBeMade.signal()
        await ended
        _ = await delivered
        #expect(await players.states.isEmpty)
        await running
        await stage.end()
    }

    @Test(.timeLimit(.minutes(1)))
    func `what a full inbox can't take is not called forgotten, and is forgotten at the next try`() async throws {
        let stage = try await PlayerStage(files: [:])
        let players = Self.players(stage) {}
        // Nobody reads the inbox yet.
        for _ in 0..<GuildPlayer.inboxLimit { #expect(await players.deliver(try Self.job())) }
        #expect(await !players.forget(UserID(7), before: 1))
        async let running: Void = players.run()
        var isForgotten = false
        while !isForgotten { isForgotten = await players.forget(UserID(7), before: 1) }
        await players.shutDown()
        await running
        await stage.end()
    }

    /// Without blocking a thread of the concurrency pool.
    private static func wait(for semaphore: DispatchSemaphore) async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                semaphore.wait()
                continuation.resume()
            }
        }
    }
}
