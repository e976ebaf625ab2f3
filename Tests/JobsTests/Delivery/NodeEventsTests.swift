import DiscordTypes
import HTTPServer
import Jobs
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2)))
struct NodeEventsTests {
    @Test func `events arrive one by one, and the end of the stream is told`() async throws {
        let told = [
            NodeEvent(
                kind: .trackStarted, guild: GuildID(7),
                player: PlayerState(
                    phase: .playing, channel: nil, current: Fixtures.track, positionMilliseconds: 20, waiting: 1)),
            NodeEvent(kind: .playerEnded, guild: GuildID(7), player: nil),
        ]
        let node = try RunningNode { request in
            #expect(request.target == "/v1/events")
            let (events, sender) = AsyncStream.makeStream(
                of: ServerSentEvent.self, bufferingPolicy: .bufferingOldest(8))
            sender.yield(ServerSentEvent(name: "of-a-later-version", data: "{}"))
            for event in told { sender.yield(ServerSentEvent(name: event.kind.rawValue, data: try event.json())) }
            sender.finish()
            return .events(events)
        }
        let opened = Mutex(0)
        let received = Mutex<[NodeEvent]>([])
        let client = try node.client()
        await #expect(throws: DeliveryError.noAnswer) {
            try await client.events(
                opened: { opened.withLock { $0 += 1 } }, { event in received.withLock { $0.append(event) } })
        }
        #expect(opened.withLock { $0 } == 1)
        #expect(received.withLock { $0 } == told)
    }

    @Test func `whoever has another secret hears nothing`() async throws {
        let node = try RunningNode { _ in throw HTTPError(.unauthorized) }
        let client = try node.client()
        await #expect(throws: DeliveryError.unauthorized) {
            try await client.events(opened: { Issue.record("opened") }, { _ in Issue.record("an event") })
        }
    }
}
