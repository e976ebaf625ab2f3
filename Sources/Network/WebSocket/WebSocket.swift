package import HTTPClient

/// A client's WebSocket connection (RFC 6455), without extensions and subprotocols.
///
/// Messages arrive in `messages`, which ends with the connection; how it ended is in `closure`. Pings are answered by
/// themselves. A reader that stops reading stops the sender once the receive buffer is full. Dropping the last
/// reference closes with 1001.
package final class WebSocket: Sendable {
    private let channel: WebSocketChannel

    private init(channel: WebSocketChannel) {
        self.channel = channel
    }

    deinit { channel.abandon() }

    /// Opens a `ws:` or `wss:` URL. Cancelling the task gives the attempt up and throws `cancelled`.
    package static func connect(
        url: String, headers: HTTPHeaders = [:], configuration: WebSocketConfiguration, on loop: WebSocketLoop = .shared
    ) async throws(WebSocketError) -> WebSocket {
        let handshake = try WebSocketHandshake(url: url, headers: headers, userAgent: configuration.userAgent)
        let id = loop.makeID()
        let channel = WebSocketChannel(
            receiveLimit: configuration.receiveBufferSize, sendLimit: configuration.sendBufferSize
        ) { loop.notify(id) }
        guard loop.add(.init(handshake: handshake, configuration: configuration, channel: channel), as: id) else {
            throw .loopStopped
        }
        let result = await withTaskCancellationHandler {
            await channel.opened()
        } onCancel: {
            channel.abandon()
        }
        try result.get()
        return WebSocket(channel: channel)
    }

    /// Queues a text message. Messages go out in the order of the calls. Throws `sendQueueFull` when the peer is too
    /// slow and `closed` when the connection is closed or closing; success does not mean that the peer got it.
    package func send(text: String) throws(WebSocketError) {
        try send(.text, Array(text.utf8))
    }

    /// Queues a binary message, like ``send(text:)``.
    package func send(binary bytes: [UInt8]) throws(WebSocketError) {
        try send(.binary, bytes)
    }

    private func send(_ opcode: WebSocketOpcode, _ payload: [UInt8]) throws(WebSocketError) {
        let mask = UInt32.random(in: .min ... .max)
        try channel.enqueue(WebSocketFrameEncoder.encode(opcode, payload, mask: mask))
    }

    /// Waits until the operating system has taken everything queued so far, or the connection has ended. The peer may
    /// still not have got it.
    package func flushed() async {
        await channel.flushed()
    }

    /// Begins the close handshake after everything queued so far; the outcome shows in `closed()`. The code must be
    /// one that may be sent (1000-1003, 1007-1014, 3000-4999); another one becomes 1000. Once called, later calls
    /// change nothing.
    package func close(code: WebSocketCloseCode = .normal, reason: String = "") {
        channel.requestClose(.init(code: code.isTransmittable ? code : .normal, reason: reason))
    }

    /// How the connection ended; nil while it is open or waits for the peer's close frame.
    package var closure: WebSocketClosure? { channel.closure }

    /// Waits for the end. Only a cancelled task gets an error.
    package func closed() async throws(CancellationError) -> WebSocketClosure {
        guard let closure = await channel.closed() else { throw CancellationError() }
        return closure
    }

    /// The next message; nil when the connection ended and everything was read, or when the task is cancelled.
    /// One reader at a time.
    package func receive() async -> WebSocketMessage? {
        await channel.next()
    }

    package var messages: WebSocketMessages { WebSocketMessages(socket: self) }
}

/// The messages of a connection until its end. To be iterated by one task at a time.
package struct WebSocketMessages: AsyncSequence, Sendable {
    package typealias Element = WebSocketMessage
    package typealias Failure = Never

    fileprivate let socket: WebSocket

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let socket: WebSocket

        package mutating func next() async -> WebSocketMessage? {
            await socket.receive()
        }

        package mutating func next(isolation actor: isolated (any Actor)?) async -> WebSocketMessage? {
            await socket.receive()
        }
    }

    package func makeAsyncIterator() -> Iterator { Iterator(socket: socket) }
}
