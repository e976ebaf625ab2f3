package import HTTPClient

/// Why there is no connection, or why a message was not taken.
package enum WebSocketError: Error, Hashable, Sendable {
    case invalidURL(URLPolicyViolation)
    /// A header that can't be sent or that belongs to the handshake itself.
    case invalidHeader
    case connecting(HTTPClientError)
    /// The server answered the upgrade with another status. `retryAfter` is its Retry-After in seconds.
    case upgradeRefused(status: Int, retryAfter: Int?)
    /// The server's answer to the upgrade breaks RFC 6455 §4.
    case invalidHandshake
    /// No answer to the upgrade in time.
    case handshakeTimeout
    case cancelled
    /// The connection is closed or closing: nothing more can be sent.
    case closed
    /// The peer takes messages more slowly than they are sent; this one was not queued.
    case sendQueueFull
    /// The I/O thread was stopped or could not be started.
    case loopStopped
}
