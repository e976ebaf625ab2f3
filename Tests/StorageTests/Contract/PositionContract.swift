import DiscordTypes
import Storage
import Testing

@Suite("Contract: saved positions")
struct PositionContract {
    let clock = ManualWallClock()

    @Test(arguments: Backend.all)
    func `positions of many guilds are saved at once`(backend: Backend) async throws {
        var stores = try await backend.open(clock)
        let guilds = (1...50).map { GuildID($0) }
        for guild in guilds {
            try await stores.queues.apply(
                [.playback(Samples.playback(of: guild, current: 4))], to: guild, epoch: 1)
        }
        clock.advance(by: .seconds(3))
        let fenced = try await stores.queues.savePositions(
            guilds.map { PlaybackPosition(guild: $0, epoch: 1, entry: 4, frames: Int64($0.rawValue) * 150) })
        #expect(fenced.isEmpty)
        stores = try await stores.restarted()
        for guild in guilds {
            let playback = try #require(try await stores.queues.queue(of: guild)?.playback)
            #expect(playback.positionFrames == Int64(guild.rawValue) * 150)
            #expect(playback.updatedAt == clock.now)
        }
    }

    @Test(arguments: Backend.all)
    func `a position that comes after its track ended is passed over`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        let guild = Samples.guild
        try await stores.queues.apply([.playback(Samples.playback(current: 5))], to: guild, epoch: 1)
        let late = PlaybackPosition(guild: guild, epoch: 1, entry: 4, frames: 9_999)
        #expect(try await stores.queues.savePositions([late]).isEmpty)
        #expect(try await stores.queues.queue(of: guild)?.playback.positionFrames == 250)
    }

    @Test(arguments: Backend.all)
    func `a position of a guild that was never stored is passed over`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        let stray = PlaybackPosition(guild: Samples.guild, epoch: 1, entry: 4, frames: 9_999)
        #expect(try await stores.queues.savePositions([stray]).isEmpty)
        #expect(try await stores.queues.savePositions([]).isEmpty)
        #expect(try await stores.queues.queue(of: Samples.guild) == nil)
    }
}
