import DiscordTypes
import HTTPServer
import Jobs
import Synchronization
import Testing

@testable import VoiceNode

@Suite(.timeLimit(.minutes(1)))
struct NodeEventStreamTests {
    @Test func `players that play on are looked at once a second, and no oftener`() async throws {
        let clock = ManualClock()
        let looks = Mutex<Int64>(0)
        let looked: @Sendable () -> Int64 = { looks.withLock { $0 } }
        let stream = NodeEventStream(
            states: {
                let look = looks.withLock { looks in
                    looks += 1
                    return looks
                }
                let track = TrackSummary(
                    entry: 1, title: "Song", artist: nil, link: nil, durationMilliseconds: nil, requester: UserID(1),
                    requesterName: "Ann")
                return [
                    GuildID(7): PlayerState(
                        phase: .playing, channel: nil, current: track, positionMilliseconds: look * 1000, waiting: 0)
                ]
            }, clock: clock)
        let names = Mutex<[String?]>([])
        let listening = Task {
            for try await event in stream { names.withLock { $0.append(event.name) } }
        }
        defer { listening.cancel() }
        for seconds in 1...4 {
            await clock.sleeper(for: NodeEventStream.pause)
            #expect(looked() == Int64(seconds))
            #expect(names.withLock { $0.count } == seconds)
            clock.advance(by: NodeEventStream.pause)
        }
        #expect(names.withLock { $0.first } == "track-started")
        #expect(names.withLock { $0.last } == "progress")
    }
}
