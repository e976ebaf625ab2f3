import Catalog
import DiscordTypes
import Foundation
import Jobs
import Logging
import Storage
import Synchronization
import Testing

@testable import VoiceNode

@Suite(.timeLimit(.minutes(1)))
struct JobIntakeTests {
    /// Counts how often a job was begun: that is when its guild is looked up. The first look-up waits for `release`.
    private final class Lookups: Sendable {
        let count = Atomic<Int>(0)
        private let (begun, begin) = AsyncStream<Void>.makeStream()
        private let (released, letGo) = AsyncStream<Void>.makeStream()

        func isKnown() async -> Bool {
            guard count.wrappingAdd(1, ordering: .relaxed).newValue == 1 else { return false }
            begin.finish()
            for await _ in released {}
            return false
        }

        func first() async { for await _ in begun {} }
        func release() { letGo.finish() }
    }

    private final class Counter: Sendable {
        let count = Atomic<Int>(0)
    }

    private static func intake(_ stage: PlayerStage, _ lookups: Lookups) -> JobIntake {
        let environment = stage.environment
        let players = GuildPlayers(
            GuildPlayers.Dependencies(
                node: "node", store: stage.store, environment: { _ in environment }, companion: { _, _ in },
                positions: stage.positions, clock: ContinuousClock(), logger: Logger(label: "test")))
        return JobIntake(
            store: stage.store, board: stage.board, players: players, isKnown: { _ in await lookups.isKnown() },
            arrival: { _, _ in }, now: { Int64(Date().timeIntervalSince1970 * 1000) }, logger: Logger(label: "test"))
    }

    private static func job() throws -> PlaybackJob {
        PlaybackJob(
            id: try #require(JobID("job-\(UUID().uuidString)")), guild: GuildID(2), requester: PlayerStage.ann,
            textChannel: PlayerStage.text, action: .skip, createdAt: 0)
    }

    @Test func `a job under way is not started again with those that were left behind`() async throws {
        let stage = try await PlayerStage(files: [:])
        let lookups = Lookups()
        let intake = Self.intake(stage, lookups)
        let job = try Self.job()
        async let delivered = intake.deliver(job, waiting: .seconds(20))
        await lookups.first()
        try await intake.resumeUnfinished()
        lookups.release()
        #expect(await delivered == JobStatus(done: job.id, outcome: .failed(.unknownGuild)))
        #expect(lookups.count.load(ordering: .relaxed) == 1)
        await stage.end()
    }

    @Test func `a search that is delivered again while it is under way is made once`() async throws {
        let (searches, hold) = (Counter(), AsyncStream<Void>.makeStream())
        let access = MusicAccess(
            find: { _, _, _ in
                searches.count.wrappingAdd(1, ordering: .relaxed)
                for await _ in hold.stream {}
                return SearchResult(missing: ["YouTube"])
            }, suggest: { _, _, _, _ in [] })
        let stage = try await PlayerStage(files: [:], music: access)
        let intake = Self.intake(stage, Lookups())
        let running = Task { await intake.players.run() }
        var job = try Self.job()
        job.action = .music(.search(words: "a"))
        #expect(await intake.deliver(job, waiting: .zero).state == .accepted)
        #expect(await intake.deliver(job, waiting: .zero).state == .accepted)
        async let outcome = intake.deliver(job, waiting: .seconds(20))
        hold.continuation.finish()
        #expect(await outcome.outcome == .music(.found(offer: TrackOffer(words: "a", missing: ["YouTube"]))))
        #expect(await intake.deliver(job, waiting: .zero).state == .done)
        #expect(searches.count.load(ordering: .relaxed) == 1)
        await intake.players.shutDown()
        await running.value
        await stage.end()
    }

    @Test func `a job that was left behind is started once`() async throws {
        let stage = try await PlayerStage(files: [:])
        let job = try Self.job()
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        _ = try await stage.store.accept(
            JobRecord(
                id: job.id.text, guild: job.guild, body: try job.json(), acceptedAt: now, expiresAt: now + 60_000))
        let lookups = Lookups()
        lookups.release()
        let intake = Self.intake(stage, lookups)
        try await intake.resumeUnfinished()
        #expect(try await intake.status(of: job.id, waiting: .seconds(20))?.outcome == .failed(.unknownGuild))
        try await intake.resumeUnfinished()
        #expect(lookups.count.load(ordering: .relaxed) == 1)
        await stage.end()
    }

    @Test func `a job that outlived several nodes is given up, so that it can't end each of them`() async throws {
        let stage = try await PlayerStage(files: [:])
        let job = try Self.job()
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        _ = try await stage.store.accept(
            JobRecord(
                id: job.id.text, guild: job.guild, body: try job.json(), acceptedAt: now, expiresAt: now + 60_000))
        // Nodes that ended before the job had an outcome.
        for _ in 0..<JobIntake.restartLimit { _ = try await stage.store.takeUpUnfinished() }
        let lookups = Lookups()
        let intake = Self.intake(stage, lookups)
        try await intake.resumeUnfinished()
        #expect(
            try await intake.status(of: job.id, waiting: .zero)?.outcome
                == .failed(.internal(reference: job.id.text)))
        #expect(lookups.count.load(ordering: .relaxed) == 0)
        await stage.end()
    }
}
