import DiscordTypes
import Storage
import Testing

@Suite("Contract: guild queues")
struct GuildQueueContract {
    let clock = ManualWallClock()
    let guild = Samples.guild

    @Test(arguments: Backend.all)
    func `a guild of which nothing is known has no queue`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        #expect(try await stores.queues.queue(of: guild) == nil)
        #expect(try await stores.queues.guildsToResume().isEmpty)
    }

    @Test(arguments: Backend.all)
    func `what was applied comes back whole after a restart`(backend: Backend) async throws {
        var stores = try await backend.open(clock)
        var playback = Samples.playback(epoch: 7, current: 1)
        let entries = [Samples.entry(1), Samples.bareEntry(2)]
        try await stores.queues.apply([.insert(entries), .playback(playback)], to: guild, epoch: 7)
        playback.updatedAt = clock.now

        stores = try await stores.restarted()
        #expect(
            try await stores.queues.queue(of: guild) == GuildQueueRecord(playback: playback, entries: entries))
    }

    @Test(arguments: Backend.all)
    func `entries are ordered by place, then by id`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        let entries = [Samples.entry(1, order: 30), Samples.entry(2, order: -5), Samples.entry(3, order: 30)]
        try await stores.queues.apply([.insert(entries)], to: guild, epoch: 1)
        #expect(try await ids(stores) == [2, 1, 3])

        try await stores.queues.apply(
            [.reorder([EntryOrder(entry: 3, order: -9), EntryOrder(entry: 99, order: 0)])], to: guild, epoch: 1)
        #expect(try await ids(stores) == [3, 2, 1])
    }

    @Test(arguments: Backend.all)
    func `entries are removed one by one or all but one`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        try await stores.queues.apply([.insert((1...6).map { Samples.entry($0) })], to: guild, epoch: 1)
        try await stores.queues.apply([.remove([2, 77])], to: guild, epoch: 1)
        #expect(try await ids(stores) == [1, 3, 4, 5, 6])
        try await stores.queues.apply([.removeAll(except: 4)], to: guild, epoch: 1)
        #expect(try await ids(stores) == [4])
        try await stores.queues.apply([.removeAll(except: nil)], to: guild, epoch: 1)
        #expect(try await ids(stores).isEmpty)
    }

    @Test(arguments: Backend.all)
    func `steps are applied in their order`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        try await stores.queues.apply(
            [
                .insert([Samples.entry(1), Samples.entry(2)]), .remove([1]), .insert([Samples.entry(3)]),
                .removeAll(except: 3), .insert([Samples.entry(4)]),
            ], to: guild, epoch: 1)
        #expect(try await ids(stores) == [3, 4])
    }

    @Test(arguments: Backend.all)
    func `the next id never falls, whatever is removed or written`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        try await stores.queues.apply([.insert([Samples.entry(8)])], to: guild, epoch: 1)
        try await stores.queues.apply([.removeAll(except: nil)], to: guild, epoch: 1)
        var playback = Samples.playback()
        playback.nextEntry = 2
        try await stores.queues.apply([.playback(playback)], to: guild, epoch: 1)
        #expect(try await stores.queues.queue(of: guild)?.playback.nextEntry == 9)
    }

    @Test(arguments: Backend.all)
    func `two guilds with the same entry ids do not touch each other`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        let entries = [Samples.entry(1), Samples.entry(2)]
        for guild in [guild, Samples.otherGuild] {
            try await stores.queues.apply(
                [.insert(entries), .playback(Samples.playback(of: guild))], to: guild, epoch: 1)
        }
        try await stores.queues.apply(
            [.removeAll(except: nil), .playback(GuildPlaybackRecord(guild: guild, epoch: 1))], to: guild, epoch: 1)
        #expect(try await stores.queues.queue(of: Samples.otherGuild)?.entries == entries)
        #expect(try await stores.queues.queue(of: Samples.otherGuild)?.playback.positionFrames == 250)
        #expect(try await ids(stores).isEmpty)
    }

    @Test(arguments: Backend.all)
    func `guilds with a channel or a current track are resumed`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        let cases: [(UInt64, ChannelID?, Int64?)] = [
            (1, nil, nil), (2, ChannelID(5), nil), (3, nil, 4), (4, ChannelID(5), 4),
        ]
        for (id, channel, current) in cases {
            var record = GuildPlaybackRecord(guild: GuildID(id), epoch: 1, voiceChannel: channel, current: current)
            record.restarts = Int(id)
            try await stores.queues.apply([.playback(record)], to: GuildID(id), epoch: 1)
        }
        #expect(
            try await stores.queues.guildsToResume()
                == [2, 3, 4].map { GuildToResume(guild: GuildID(UInt64($0)), restarts: $0) })
        #expect(try await stores.queues.queue(of: GuildID(3))?.playback.restarts == 3)
    }

    @Test func `another current entry begins without restarts`() {
        var record = GuildPlaybackRecord(guild: guild, epoch: 1, current: 1)
        record.restarts = 2
        record.current = 1
        #expect(record.restarts == 2)
        record.current = 2
        #expect(record.restarts == 0)
    }

    @Test(arguments: Backend.all)
    func `a queue change and its job's outcome are one`(backend: Backend) async throws {
        var stores = try await backend.open(clock)
        _ = try await stores.jobs.accept(Samples.job("a"))
        try await stores.queues.apply(
            [.insert([Samples.entry(1)])], to: guild, epoch: 1, completing: JobCompletion(job: "a", outcome: "{}"))
        stores = try await stores.restarted()
        #expect(try await stores.jobs.job("a")?.outcome == "{}")
        #expect(try await ids(stores) == [1])
    }

    @Test(arguments: Backend.all)
    func `a change of a job that was never accepted is not made`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        await #expect(throws: StoreError.notFound) {
            try await stores.queues.apply(
                [.insert([Samples.entry(1)])], to: guild, epoch: 1, completing: JobCompletion(job: "a", outcome: "{}"))
        }
        #expect(try await stores.queues.queue(of: guild) == nil)
    }

    @Test(arguments: Backend.all)
    func `the same job applied twice has one effect`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        _ = try await stores.jobs.accept(Samples.job("a"))
        let completion = JobCompletion(job: "a", outcome: #"{"result":"queued"}"#)
        try await stores.queues.apply([.insert([Samples.entry(1)])], to: guild, epoch: 1, completing: completion)
        try await stores.queues.apply([.insert([Samples.entry(2)])], to: guild, epoch: 1, completing: completion)
        #expect(try await ids(stores) == [1])

        let other = JobCompletion(job: "a", outcome: #"{"result":"failed"}"#)
        await #expect(throws: StoreError.conflict) {
            try await stores.queues.apply([.insert([Samples.entry(3)])], to: guild, epoch: 1, completing: other)
        }
        #expect(try await ids(stores) == [1])
        #expect(try await stores.jobs.job("a")?.outcome == completion.outcome)
    }

    @Test(arguments: Backend.all)
    func `a job of another guild completes nothing here`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        _ = try await stores.jobs.accept(Samples.job("a", of: Samples.otherGuild))
        await #expect(throws: StoreError.self) {
            try await stores.queues.apply(
                [.insert([Samples.entry(1)])], to: guild, epoch: 1, completing: JobCompletion(job: "a", outcome: "{}"))
        }
        #expect(try await stores.queues.queue(of: guild) == nil)
        #expect(try await stores.jobs.job("a")?.outcome == nil)
    }

    @Test(arguments: Backend.all)
    func `entries keep where they stand, and what can be undone is kept with them`(backend: Backend) async throws {
        var stores = try await backend.open(clock)
        var playback = Samples.playback()
        (playback.loop, playback.autoplay) = ("queue", true)
        try await stores.queues.apply(
            [
                .insert((1...3).map { Samples.entry($0) }),
                .mark([
                    EntryMark(entry: 1, standing: .played, endedAt: 70),
                    EntryMark(entry: 2, standing: .removed, endedAt: 80),
                    EntryMark(entry: 99, standing: .played, endedAt: 1),
                ]), .undo("[1]"), .lists("[2]"), .playback(playback),
            ], to: guild, epoch: 1)
        stores = try await stores.restarted()
        let record = try #require(try await stores.queues.queue(of: guild))
        #expect(record.entries.map(\.standing) == [.played, .removed, .queued])
        #expect(record.entries.map(\.endedAt) == [70, 80, nil])
        #expect(
            record.undo == "[1]" && record.lists == "[2]" && record.playback.loop == "queue" && record.playback.autoplay
        )
        try await stores.queues.apply(
            [.mark([EntryMark(entry: 1, standing: .queued, endedAt: nil)]), .undo(nil), .lists(nil)], to: guild,
            epoch: 1)
        let after = try #require(try await stores.queues.queue(of: guild))
        #expect(after.entries[0].standing == .queued && after.entries[0].endedAt == nil && after.undo == nil)
        #expect(after.lists == nil)
    }

    private func ids(_ stores: Stores) async throws -> [Int64] {
        try await stores.queues.queue(of: guild)?.entries.map(\.id) ?? []
    }
}
