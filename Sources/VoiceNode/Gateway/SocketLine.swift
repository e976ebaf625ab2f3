/// One open websocket: sends in order without making the sender wait, and reads until the end.
struct SocketLine: Sendable {
    private let socket: any MessageSocket

    init(_ socket: any MessageSocket) {
        self.socket = socket
    }

    func send(_ message: SocketMessage) {
        do {
            try socket.send(message)
        } catch {
            // The peer stopped reading long ago, or the end is on its way to the reader; closing makes sure of it.
            socket.close(code: 4000)
        }
    }

    /// Waits until everything sent before has left. False if the connection ended first.
    func flushed() async -> Bool { await socket.flushed() }

    /// Closes after what was sent before.
    func close(code: UInt16) { socket.close(code: code) }

    /// Reads until the connection has ended; `reader` gets everything received, the end last.
    func run(_ reader: some SocketReader) async {
        while true {
            let event = await socket.receive()
            await reader.handle(event)
            if case .closed = event { return }
        }
    }
}

/// Takes what one websocket receives, in order.
protocol SocketReader {
    func handle(_ event: SocketEvent) async
}
