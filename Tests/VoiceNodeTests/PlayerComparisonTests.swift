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
}
