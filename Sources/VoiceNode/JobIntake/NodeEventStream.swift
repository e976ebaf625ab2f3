internal import DiscordTypes
internal import HTTPServer
internal import Jobs

/// The events of `GET /v1/events` for one listener: one look at the players a second, and what changed since the last one.
struct NodeEventStream: AsyncSequence, Sendable {
    typealias Element = ServerSentEvent

    static let pause: Duration = .seconds(1)

    let states: @Sendable () async -> [GuildID: PlayerState]
    let clock: any Clock<Duration>

    struct Iterator: AsyncIteratorProtocol {
        let states: @Sendable () async -> [GuildID: PlayerState]
        let clock: any Clock<Duration>
        var comparison = PlayerComparison()
        var pending: [NodeEvent] = []
        var hasLooked = false

        mutating func next() async throws -> ServerSentEvent? {
            while pending.isEmpty {
                // Also where there was something to tell: positions move all the time, and telling of them would never pause.
                if hasLooked { try await clock.sleep(for: NodeEventStream.pause) }
                hasLooked = true
                pending = comparison.events(await states()).reversed()
            }
            guard let event = pending.popLast() else { return nil }
            return ServerSentEvent(name: event.kind.rawValue, data: try event.json())
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(states: states, clock: clock) }
}
