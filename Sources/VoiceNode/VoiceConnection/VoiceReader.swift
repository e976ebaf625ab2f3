import DiscordTypes
import FoundationEssentials

/// Decodes one voice socket's messages, outside the connection's actor.
struct VoiceReader: SocketReader {
    private let decoder = JSONDecoder()
    private let feed: @Sendable (VoiceGatewayMachine.Input) async -> Void

    init(feed: @escaping @Sendable (VoiceGatewayMachine.Input) async -> Void) {
        self.feed = feed
    }

    func handle(_ event: SocketEvent) async {
        switch event {
        case .closed(let code): await feed(.closed(code: code))
        case .message(.binary(let bytes)):
            guard let frame = VoiceBinaryFrame(serverBytes: bytes) else {
                return await feed(.unreadable(reason: "binary message of \(bytes.count) bytes"))
            }
            await feed(.binary(frame))
        case .message(.text(let text)):
            do {
                await feed(.text(try decoder.decode(VoiceFrame.self, from: Data(text.utf8))))
            } catch {
                await feed(.unreadable(reason: "not a voice gateway frame"))
            }
        }
    }
}
