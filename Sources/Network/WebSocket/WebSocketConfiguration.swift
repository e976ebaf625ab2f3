package import HTTPClient

/// Limits and times of one connection.
package struct WebSocketConfiguration: Sendable {
    package var connection: ConnectionSettings
    package var userAgent: String
    /// For the answer to the upgrade, once connected.
    package var handshakeTimeout: Duration = .seconds(10)
    /// Bytes of one message, all fragments together.
    package var maximumMessageSize = 16 << 20
    /// Bytes of received messages held for the reader; beyond, nothing more is read from the socket.
    package var receiveBufferSize = 8 << 20
    /// Bytes held for a slow peer; beyond, sending throws `sendQueueFull`.
    package var sendBufferSize = 1 << 20
    /// How long the peer may take to answer a close frame.
    package var closeTimeout: Duration = .seconds(5)

    package init(userAgent: String, connection: ConnectionSettings = ConnectionSettings()) {
        self.userAgent = userAgent
        self.connection = connection
    }
}
