/// A websocket as both gateways use it. Closing it makes `receive` end.
package protocol MessageSocket: Sendable {
    /// Returns once the message was handed to the system.
    func send(_ message: SocketMessage) async throws
    /// The next message, or how the connection ended. Not called again after the end.
    func receive() async -> SocketEvent
    /// Begins the closing handshake and ends the connection, even if the peer does not answer.
    func close(code: UInt16) async
}

package enum SocketMessage: Hashable, Sendable {
    case text(String)
    case binary([UInt8])
}

package enum SocketEvent: Hashable, Sendable {
    case message(SocketMessage)
    /// `code` is nil without a close frame.
    case closed(code: UInt16?)
}

/// Opens a websocket to a `wss` URL.
package typealias SocketConnector = @Sendable (_ url: String) async throws -> any MessageSocket
