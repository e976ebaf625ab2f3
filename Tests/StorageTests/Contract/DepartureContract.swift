import DiscordTypes
import Storage
import Testing

@Suite("Contract: servers that are gone")
struct DepartureContract {
    static let month: Int64 = 30 * 86_400_000
    let clock = ManualWallClock()

    func kept(_ stores: Stores) async throws -> [Bool] {
        var kept: [Bool] = []
        for guild in [Samples.guild, Samples.otherGuild] {
            kept.append(try await stores.queues.queue(of: guild) != nil)
        }
        return kept
    }

    /// That of a lease granted now.
    func epoch(_ stores: Stores) async throws -> Int64? {
        guard case .granted(let lease) = try await stores.leases.acquire(Samples.guild, for: "a", lasting: .seconds(30))
        else { return nil }
        return lease.epoch
    }

    @Test(arguments: Backend.all)
    func `what is kept of a server ends a month after it was gone, and nothing else`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        for guild in [Samples.guild, Samples.otherGuild] {
            try await stores.queues.apply(
                [.insert([Samples.entry(1)]), .playback(Samples.playback(of: guild))], to: guild, epoch: 1)
        }
        let held = try #require(try await epoch(stores))
        let start = clock.now
        try await stores.departures.noteDepartures(present: [Samples.otherGuild], at: start)
        // Told again later: the first time counts.
        try await stores.departures.noteDepartures(present: [Samples.otherGuild], at: start + Self.month)
        #expect(try await stores.departures.eraseDeparted(before: start) == [])
        #expect(try await kept(stores) == [true, true])
        #expect(try await stores.departures.eraseDeparted(before: start + 1) == [Samples.guild])
        #expect(try await kept(stores) == [false, true])
        #expect(try await stores.departures.eraseDeparted(before: .max) == [])
        // The lease's epoch goes on.
        clock.advance(by: .seconds(31))
        #expect(try #require(try await epoch(stores)) > held)
    }

    @Test(arguments: Backend.all)
    func `a server that is back keeps everything`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        try await stores.queues.apply(
            [.insert([Samples.entry(1)]), .playback(Samples.playback())], to: Samples.guild, epoch: 1)
        try await stores.departures.noteDepartures(present: [], at: clock.now)
        try await stores.departures.noteDepartures(present: [Samples.guild], at: clock.now + 1)
        #expect(try await stores.departures.eraseDeparted(before: .max) == [])
        #expect(try await stores.queues.queue(of: Samples.guild) != nil)
    }
}
