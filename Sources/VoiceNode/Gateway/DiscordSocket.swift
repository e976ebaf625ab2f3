package import WebSocket

/// A websocket to one of Discord's gateways.
package final class DiscordSocket: MessageSocket {
    private let socket: WebSocket

    private init(_ socket: WebSocket) {
        self.socket = socket
    }

    /// For the connections of a node.
    package static func connector(_ configuration: WebSocketConfiguration) -> SocketConnector {
        { url in DiscordSocket(try await WebSocket.connect(url: url, configuration: configuration)) }
    }

    package func send(_ message: SocketMessage) throws {
        switch message {
        case .text(let text): try socket.send(text: text)
        case .binary(let bytes): try socket.send(binary: bytes)
        }
    }

    package func flushed() async -> Bool {
        await socket.flushed()
        return socket.closure == nil
    }

    package func receive() async -> SocketEvent {
        switch await socket.receive() {
        case .text(let text): return .message(.text(text))
        case .binary(let bytes): return .message(.binary(bytes))
        case nil:
            // Only a cancelled task has no closure, and nobody looks at what it gets.
            let code = try? await socket.closed().code
            return .closed(code: code == .abnormal || code == .noStatus ? nil : code?.rawValue)
        }
    }

    package func close(code: UInt16) {
        socket.close(code: WebSocketCloseCode(code))
    }
}
