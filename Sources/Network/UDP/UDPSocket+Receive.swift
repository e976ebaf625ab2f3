internal import Dispatch
internal import Synchronization

extension UDPSocket {
    /// Waits for a datagram, at most `timeout`; nil when none came. Cuts it off at `limit` bytes.
    /// No thread is held while waiting. Throws `CancellationError` when the task is cancelled.
    package func receive(limit: Int, timeout: Duration) async throws -> [UInt8]? {
        if let datagram = try receiveWaiting(limit: limit) { return datagram }
        let wait = ReadinessWait(socket: self)
        let isReadable = try await withTaskCancellationHandler {
            try await wait.value(timeout: timeout)
        } onCancel: {
            wait.finish(.failure(CancellationError()))
        }
        return isReadable ? try receiveWaiting(limit: limit) : nil
    }
}

/// One wait for a socket to become readable, ended by data, time or cancellation, whichever comes first.
private final class ReadinessWait: Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<Bool, any Error>, Source)
        case finished
    }

    private struct Source: @unchecked Sendable {
        // Sendable: `cancel` is the only method called from other threads, and Dispatch allows that.
        let read: any DispatchSourceRead
    }

    private static let queue = DispatchQueue(label: "timmybot.udp")

    private let socket: UDPSocket
    private let state = Mutex(State.idle)

    init(socket: UDPSocket) {
        self.socket = socket
    }

    /// True when there is something to read, false when the time was up.
    func value(timeout: Duration) async throws -> Bool {
        try await withCheckedThrowingContinuation { continuation in
            let source = DispatchSource.makeReadSource(fileDescriptor: socket.fd, queue: Self.queue)
            source.setEventHandler { self.finish(.success(true)) }
            // The descriptor must outlive the source; the handler's reference sees to that.
            source.setCancelHandler { [socket] in _ = socket }
            let handle = Source(read: source)
            let isCancelled = state.withLock { state in
                guard case .idle = state else { return true }
                state = .waiting(continuation, handle)
                return false
            }
            source.resume()
            guard !isCancelled else {
                source.cancel()
                return continuation.resume(throwing: CancellationError())
            }
            let (seconds, attoseconds) = timeout.components
            let nanoseconds = Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
            Self.queue.asyncAfter(deadline: .now() + .nanoseconds(nanoseconds)) { self.finish(.success(false)) }
        }
    }

    func finish(_ result: Result<Bool, any Error>) {
        let previous = state.withLock { state in
            defer { state = .finished }
            return state
        }
        guard case .waiting(let continuation, let source) = previous else { return }
        source.read.cancel()
        continuation.resume(with: result)
    }
}
