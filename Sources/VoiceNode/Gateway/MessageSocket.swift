/// A websocket as both gateways use it. Closing it makes `receive` end.
package protocol MessageSocket: Sendable {
    /// Queues a message; they leave in the order of the calls. Throws where too much is queued, and after the end.
    func send(_ message: SocketMessage) throws
    /// Waits until the system has taken everything queued. False if the connection ended first.
    func flushed() async -> Bool
    /// The next message, or how the connection ended. Not called again after the end.
    func receive() async -> SocketEvent
    /// Begins the closing handshake behind what is queued and ends the connection, even if the peer takes nothing or does not answer.
    /// Only the first call counts.
    func close(code: UInt16)
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
