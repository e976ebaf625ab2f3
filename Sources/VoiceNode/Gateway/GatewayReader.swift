import DiscordTypes

/// Decodes one socket's messages for the gateway's machine, outside the connection's actor.
struct GatewayReader: SocketReader {
    private let wire: GatewayWire
    private let feed: @Sendable (GatewayMachine.Input) async -> Void

    init(_ wire: GatewayWire, feed: @escaping @Sendable (GatewayMachine.Input) async -> Void) {
        self.wire = wire
        self.feed = feed
    }

    func handle(_ event: SocketEvent) async {
        switch event {
        case .closed(let code): await feed(.closed(code: code))
        case .message(let message):
            do {
                if let frame = try wire.frame(message) { await feed(.frame(frame)) }
            } catch {
                await feed(.unreadable(reason: GatewayWire.reason(error)))
            }
        }
    }
}
