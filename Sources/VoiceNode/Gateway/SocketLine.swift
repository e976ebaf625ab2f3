/// One open websocket: sends in order without making the sender wait, and reads until the end.
final class SocketLine: Sendable {
    private enum Item: Sendable {
        case message(SocketMessage)
        case flushed(@Sendable (Bool) async -> Void)
        case close(code: UInt16)
    }

    /// How long what was sent before a close may take to leave.
    private static let closePatience = Duration.seconds(2)

    private let socket: any MessageSocket
    private let items: AsyncStream<Item>
    private let outbox: AsyncStream<Item>.Continuation
    private let closing: AsyncStream<UInt16>
    private let requestClose: AsyncStream<UInt16>.Continuation

    init(_ socket: any MessageSocket) {
        self.socket = socket
        // A full outbox means that the peer stopped reading long ago: the connection is given up.
        (items, outbox) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1_024))
        (closing, requestClose) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    func send(_ message: SocketMessage) {
        put(.message(message))
    }

    /// Calls `then` once: with true when everything sent before has left, with false if the connection ends first.
    /// Returns false, and does not call it, if the connection has ended already.
    func afterFlush(_ then: @escaping @Sendable (Bool) async -> Void) -> Bool {
        put(.flushed(then))
    }

    /// Closes after what was sent before, or after a short while.
    func close(code: UInt16) {
        put(.close(code: code))
        outbox.finish()
        requestClose.yield(code)
        requestClose.finish()
    }

    @discardableResult
    private func put(_ item: Item) -> Bool {
        switch outbox.yield(item) {
        case .enqueued: return true
        case .dropped:
            requestClose.yield(4000)
            requestClose.finish()
            return false
        case .terminated: return false
        @unknown default: return false
        }
    }

    /// Reads and writes until the connection has ended; `reader` gets everything received, the end last.
    func run(timeline: Timeline, _ reader: sending some SocketReader) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.write() }
            group.addTask { await self.closeWhenAsked(timeline) }
            await read(reader)
            outbox.finish()
            group.cancelAll()
        }
        for await case .flushed(let then) in items { await then(false) }
    }

    private func read(_ reader: some SocketReader) async {
        while true {
            let event = await socket.receive()
            await reader.handle(event)
            if case .closed = event { return }
        }
    }

    private func write() async {
        for await item in items {
            switch item {
            case .message(let message):
                do {
                    try await socket.send(message)
                } catch {
                    // The reader learns of the end by itself; closing makes sure of it.
                    return await socket.close(code: 4000)
                }
            case .flushed(let then): await then(true)
            case .close(let code): return await socket.close(code: code)
            }
        }
    }

    /// A writer that is stuck in a send must not keep the connection alive.
    private func closeWhenAsked(_ timeline: Timeline) async {
        for await code in closing {
            guard (try? await timeline.sleep(Self.closePatience)) != nil else { return }
            await socket.close(code: code)
        }
    }
}

/// Takes what one websocket receives, in order.
protocol SocketReader {
    func handle(_ event: SocketEvent) async
}
