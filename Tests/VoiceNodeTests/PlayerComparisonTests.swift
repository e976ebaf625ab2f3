import DiscordTypes
import Jobs
import Testing

@testable import VoiceNode

struct PlayerComparisonTests {
    let guild = GuildID(7)

    func state(_ entry: Int64?, at position: Int64 = 0, waiting: Int = 0, _ phase: PlayerState.Phase = .playing)
        -> PlayerState
    {
        let track = entry.map {
            TrackSummary(
                entry: $0, title: "Song \($0)", artist: nil, link: nil, durationMilliseconds: 1000,
                requester: UserID(1),
                requesterName: "Ann")
        }
        return PlayerState(phase: phase, channel: nil, current: track, positionMilliseconds: position, waiting: waiting)
    }

    @Test func `each change is told once, as what it is`() {
        var comparison = PlayerComparison()
        func kinds(_ players: [GuildID: PlayerState]) -> [NodeEvent.Kind] { comparison.events(players).map(\.kind) }
        #expect(kinds([:]) == [])
        #expect(kinds([guild: state(nil)]) == [.queueChanged])
        #expect(kinds([guild: state(1)]) == [.trackStarted])
        #expect(kinds([guild: state(1)]) == [])
        #expect(kinds([guild: state(1, at: 500)]) == [.progress])
        #expect(kinds([guild: state(1, at: 500, .paused)]) == [.progress])
        #expect(kinds([guild: state(1, at: 500, waiting: 1, .paused)]) == [.queueChanged])
        #expect(kinds([guild: state(2), GuildID(8): state(1)]) == [.trackStarted, .trackStarted])
        #expect(kinds([guild: state(nil), GuildID(8): state(1)]) == [.queueChanged])
        #expect(kinds([GuildID(8): state(1)]) == [.playerEnded])
    }

    @Test func `of many players that only play on a few are told of at a time, and each in its turn`() {
        var comparison = PlayerComparison()
        func players(at position: Int64, paused: GuildID? = nil) -> [GuildID: PlayerState] {
            Dictionary(
                uniqueKeysWithValues: (1...100).map {
                    (GuildID($0), state(1, at: position, GuildID($0) == paused ? .paused : .playing))
                })
        }
        #expect(comparison.events(players(at: 0)).count == 100)
        var told: [GuildID] = []
        for second in 1...5 {
            let events = comparison.events(players(at: Int64(second) * 1000))
            #expect(events.count == PlayerComparison.positionsPerLook)
            told += events.map(\.guild)
        }
        #expect(Set(told).count == 100)
        let paused = GuildID(42)
        #expect(comparison.events(players(at: 6000, paused: paused)).contains { $0.guild == paused })
        #expect(comparison.events(players(at: 7000, paused: paused)).count >= PlayerComparison.positionsPerLook - 1)
    }
}
