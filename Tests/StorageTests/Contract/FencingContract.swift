import DiscordTypes
import Storage
import Testing

@Suite("Contract: leases and fencing")
struct FencingContract {
    let clock = ManualWallClock()
    let guild = Samples.guild

    @Test(arguments: Backend.all)
    func `a free guild is granted and others are told who holds it`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        #expect(try await stores.leases.owner(of: guild) == nil)
        let lease = NodeLease(guild: guild, node: "a", epoch: 1, expiresAt: clock.now + 30_000)
        #expect(try await stores.leases.acquire(guild, for: "a", lasting: .seconds(30)) == .granted(lease))
        #expect(try await stores.leases.acquire(guild, for: "b", lasting: .seconds(30)) == .held(lease))
        #expect(try await stores.leases.owner(of: guild) == lease)
        #expect(try await stores.leases.owner(of: Samples.otherGuild) == nil)
    }

    @Test(arguments: Backend.all)
    func `a node that starts again goes on at once, under the next epoch`(backend: Backend) async throws {
        var stores = try await backend.open(clock)
        _ = try await stores.leases.acquire(guild, for: "a", lasting: .seconds(30))
        stores = try await stores.restarted()
        #expect(try await epoch(stores, node: "a") == 2)
    }

    @Test(arguments: Backend.all)
    func `a lease ends by time or release and its epoch never falls`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        #expect(try await epoch(stores, node: "a") == 1)
        clock.advance(by: .milliseconds(29_999))
        #expect(try await epoch(stores, node: "b") == nil)
        clock.advance(by: .milliseconds(1))
        #expect(try await stores.leases.owner(of: guild) == nil)
        #expect(try await epoch(stores, node: "b") == 2)
        let lease = try #require(try await stores.leases.owner(of: guild))
        try await stores.leases.release(lease)
        #expect(try await stores.leases.owner(of: guild) == nil)
        #expect(try await stores.leases.renew([lease], lasting: .seconds(30)).isEmpty)
        #expect(try await epoch(stores, node: "a") == 3)
    }

    @Test(arguments: Backend.all)
    func `renewing tells which leases still hold`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        let kept = try await granted(stores, guild, node: "a")
        let lost = try await granted(stores, Samples.otherGuild, node: "a")
        clock.advance(by: .seconds(31))
        _ = try await granted(stores, Samples.otherGuild, node: "b")
        var renewed = kept
        renewed.expiresAt = clock.now + 10_000
        #expect(try await stores.leases.renew([lost, kept], lasting: .seconds(10)) == [renewed])
        try await stores.leases.release(lost)
        #expect(try await stores.leases.owner(of: Samples.otherGuild)?.node == "b")
    }

    @Test(arguments: Backend.all)
    func `of many nodes that reach for a guild exactly one gets it`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        let other = try await stores.another()
        let granted = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<24 {
                group.addTask { [guild] in
                    let leases = number.isMultiple(of: 2) ? stores.leases : other.leases
                    if case .granted = try await leases.acquire(guild, for: "n\(number)", lasting: .seconds(30)) {
                        return true
                    }
                    return false
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(granted == 1)
    }

    @Test(arguments: Backend.all)
    func `R44 a node that slept through the loss of its lease changes nothing`(backend: Backend) async throws {
        let sleeper = try await backend.open(clock)
        let lease = try await granted(sleeper, guild, node: "a")
        _ = try await sleeper.jobs.accept(Samples.job("j"))
        try await sleeper.queues.apply(
            [.insert([Samples.entry(1)]), .playback(Samples.playback(current: 1))], to: guild, epoch: lease.epoch)
        let before = try await sleeper.queues.queue(of: guild)

        clock.advance(by: .seconds(60))
        let successor = try await sleeper.another()
        let next = try await granted(successor, guild, node: "b")

        // The successor has written nothing yet: the lease alone must stop the sleeper.
        await #expect(throws: StoreError.fenced(epoch: next.epoch)) {
            try await sleeper.queues.apply(
                [.removeAll(except: nil)], to: guild, epoch: lease.epoch,
                completing: JobCompletion(job: "j", outcome: "{}"))
        }
        let position = PlaybackPosition(guild: guild, epoch: lease.epoch, entry: 1, frames: 9_999)
        #expect(try await sleeper.queues.savePositions([position]) == [guild])
        #expect(try await successor.queues.queue(of: guild) == before)
        #expect(try await successor.jobs.job("j")?.outcome == nil)
        #expect(try await sleeper.leases.renew([lease], lasting: .seconds(30)).isEmpty)

        try await successor.queues.apply([.remove([1])], to: guild, epoch: next.epoch)
        #expect(try await successor.queues.queue(of: guild)?.playback.epoch == next.epoch)
    }

    @Test(arguments: Backend.all)
    func `a fenced guild does not keep the others' positions from being saved`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        let other = Samples.otherGuild
        try await stores.queues.apply([.playback(Samples.playback(current: 1))], to: guild, epoch: 5)
        try await stores.queues.apply([.playback(Samples.playback(of: other, current: 1))], to: other, epoch: 1)
        let fenced = try await stores.queues.savePositions([
            PlaybackPosition(guild: guild, epoch: 4, entry: 1, frames: 700),
            PlaybackPosition(guild: other, epoch: 1, entry: 1, frames: 800),
        ])
        #expect(fenced == [guild])
        #expect(try await stores.queues.queue(of: guild)?.playback.positionFrames == 250)
        #expect(try await stores.queues.queue(of: other)?.playback.positionFrames == 800)
    }

    @Test(arguments: Backend.all)
    func `an expired lease that nobody took still lets its holder write`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        let lease = try await granted(stores, guild, node: "a")
        clock.advance(by: .seconds(600))
        try await stores.queues.apply([.insert([Samples.entry(1)])], to: guild, epoch: lease.epoch)
        #expect(try await stores.leases.renew([lease], lasting: .seconds(30)).count == 1)
    }

    @Test(arguments: Backend.all)
    func `the epoch of a queue counts where its lease is missing`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        try await stores.queues.apply([.insert([Samples.entry(1)])], to: guild, epoch: 40)
        #expect(try await epoch(stores, node: "a") == 41)
    }

    private func granted(_ stores: Stores, _ guild: GuildID, node: String) async throws -> NodeLease {
        let answer = try await stores.leases.acquire(guild, for: node, lasting: .seconds(30))
        guard case .granted(let lease) = answer else { throw StoreError.conflict }
        return lease
    }

    private func epoch(_ stores: Stores, node: String) async throws -> Int64? {
        switch try await stores.leases.acquire(guild, for: node, lasting: .seconds(30)) {
        case .granted(let lease): lease.epoch
        case .held: nil
        }
    }
}
