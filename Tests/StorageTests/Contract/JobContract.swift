import DiscordTypes
import Storage
import Testing

@Suite("Contract: jobs")
struct JobContract {
    let clock = ManualWallClock()

    @Test(arguments: Backend.all)
    func `the same id twice is one job, also after a restart`(backend: Backend) async throws {
        var stores = try await backend.open(clock)
        let job = Samples.job("1234")
        #expect(try await stores.jobs.accept(job) == .new)
        var repeated = job
        repeated.body = "another"
        #expect(try await stores.jobs.accept(repeated) == .known(job))
        stores = try await stores.restarted()
        #expect(try await stores.jobs.accept(repeated) == .known(job))
        try await stores.jobs.complete("1234", outcome: "done")
        var done = job
        done.outcome = "done"
        #expect(try await stores.jobs.accept(job) == .known(done))
    }

    @Test(arguments: Backend.all)
    func `of many callers with one id exactly one is told that it is new`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        let other = try await stores.another()
        let new = try await withThrowingTaskGroup(of: JobAcceptance.self) { group in
            for number in 0..<40 {
                group.addTask {
                    try await (number.isMultiple(of: 2) ? stores : other).jobs.accept(Samples.job("a"))
                }
            }
            return try await group.reduce(0) { $0 + ($1 == .new ? 1 : 0) }
        }
        #expect(new == 1)
    }

    @Test(arguments: Backend.all)
    func `the unfinished are told oldest first`(backend: Backend) async throws {
        var stores = try await backend.open(clock)
        for (id, age) in [("new", 0), ("old", 9_000), ("done", 5_000), ("middle", 5_000)] as [(String, Int64)] {
            _ = try await stores.jobs.accept(Samples.job(id, acceptedAt: clock.now - age))
        }
        _ = try await stores.jobs.accept(Samples.job("ended", acceptedAt: clock.now - 9_000, lasting: 9_000))
        try await stores.jobs.complete("done", outcome: "{}")
        stores = try await stores.restarted()
        #expect(try await stores.jobs.takeUpUnfinished().map(\.id) == ["old", "middle", "new"])
        stores = try await stores.restarted()
        #expect(try await stores.jobs.takeUpUnfinished().map(\.restarts) == [2, 2, 2])
        #expect(try await stores.jobs.job("done")?.restarts == 0)
    }

    @Test(arguments: Backend.all)
    func `the first outcome holds`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        _ = try await stores.jobs.accept(Samples.job("a"))
        try await stores.jobs.complete("a", outcome: "one")
        try await stores.jobs.complete("a", outcome: "one")
        await #expect(throws: StoreError.conflict) { try await stores.jobs.complete("a", outcome: "two") }
        #expect(try await stores.jobs.job("a")?.outcome == "one")
        await #expect(throws: StoreError.notFound) { try await stores.jobs.complete("b", outcome: "one") }
        #expect(try await stores.jobs.job("b") == nil)
    }

    @Test(arguments: Backend.all)
    func `a job past its time to live is not read any more`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        _ = try await stores.jobs.accept(Samples.job("a", lasting: 60_000))
        clock.advance(by: .milliseconds(59_999))
        #expect(try await stores.jobs.job("a") != nil)
        clock.advance(by: .milliseconds(1))
        #expect(try await stores.jobs.job("a") == nil)
        #expect(try await stores.jobs.takeUpUnfinished().isEmpty)
        await #expect(throws: StoreError.notFound) { try await stores.jobs.complete("a", outcome: "{}") }
        let again = Samples.job("a", of: Samples.otherGuild, acceptedAt: clock.now)
        #expect(try await stores.jobs.accept(again) == .new)
        #expect(try await stores.jobs.job("a") == again)
    }
}
