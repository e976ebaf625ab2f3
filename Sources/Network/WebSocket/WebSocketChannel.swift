internal import DequeModule
internal import HTTPClient

/// What the I/O thread and a connection's user share.
final class WebSocketChannel: Sendable {
    struct CloseRequest: Sendable {
        var code: WebSocketCloseCode
        var reason: String
    }

    private struct State {
        var opening: Result<Void, WebSocketError>?
        var opener: CheckedContinuation<Void, Never>?
        var received: Deque<WebSocketMessage> = []
        var receivedSize = 0
        var isReadingPaused = false
        var reader: CheckedContinuation<Void, Never>?
        var outgoing: Deque<[UInt8]> = []
        /// Bytes accepted from the user and not yet given to the socket.
        var outgoingSize = 0
        /// Those who wait until nothing is queued any more.
        var flushWaiters: [CheckedContinuation<Void, Never>] = []
        var closeRequest: CloseRequest?
        var isAbandoned = false
        var closure: WebSocketClosure?
        var closureWaiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var lastWaiter = 0
    }

    private let state = Monitor(State())
    private let receiveLimit: Int
    private let sendLimit: Int
    /// Tells the I/O thread to look here.
    private let notify: @Sendable () -> Void

    init(receiveLimit: Int, sendLimit: Int, notify: @escaping @Sendable () -> Void) {
        self.receiveLimit = receiveLimit
        self.sendLimit = sendLimit
        self.notify = notify
    }

    // MARK: The user's side

    func opened() async -> Result<Void, WebSocketError> {
        await withCheckedContinuation { continuation in
            let isSettled = state.update { state in
                if state.opening == nil { state.opener = continuation }
                return state.opening != nil
            }
            if isSettled { continuation.resume() }
        }
        return state.update { $0.opening } ?? .failure(.cancelled)
    }

    /// Gives the connection up: no close handshake if it is not open yet.
    func abandon() {
        state.update { $0.isAbandoned = true }
        settleOpening(.failure(.cancelled))
        notify()
    }

    func enqueue(_ frame: [UInt8]) throws(WebSocketError) {
        try state.update { state throws(WebSocketError) in
            guard state.closure == nil, state.closeRequest == nil else { throw .closed }
            guard state.outgoingSize + frame.count <= sendLimit || state.outgoingSize == 0 else {
                throw .sendQueueFull
            }
            state.outgoing.append(frame)
            state.outgoingSize += frame.count
        }
        notify()
    }

    /// Returns when the operating system has taken everything queued, or the connection has ended.
    func flushed() async {
        await withCheckedContinuation { continuation in
            let isWaiting = state.update { state in
                guard state.closure == nil, state.outgoingSize > 0 else { return false }
                state.flushWaiters.append(continuation)
                return true
            }
            if !isWaiting { continuation.resume() }
        }
    }

    func requestClose(_ request: CloseRequest) {
        state.update { state in
            if state.closeRequest == nil { state.closeRequest = request }
        }
        notify()
    }

    var closure: WebSocketClosure? { state.update { $0.closure } }

    /// Nil when the task was cancelled before the connection ended.
    func closed() async -> WebSocketClosure? {
        let id = state.update { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let parked = state.update { state in
                    guard state.closure == nil, !Task.isCancelled else { return false }
                    state.closureWaiters[id] = continuation
                    return true
                }
                if !parked { continuation.resume() }
            }
        } onCancel: {
            state.update { $0.closureWaiters.removeValue(forKey: id) }?.resume()
        }
        return closure
    }

    /// The next message; nil when there are no more, or when the task is cancelled. One reader at a time.
    func next() async -> WebSocketMessage? {
        while true {
            let (message, isEnd, resume) = state.update { state -> (WebSocketMessage?, Bool, Bool) in
                guard let message = state.received.popFirst() else { return (nil, state.closure != nil, false) }
                state.receivedSize -= message.size
                let resume = state.isReadingPaused && state.receivedSize <= receiveLimit / 2
                if resume { state.isReadingPaused = false }
                return (message, false, resume)
            }
            if resume { notify() }
            if message != nil || isEnd || Task.isCancelled { return message }
            await parkReader()
        }
    }

    private func parkReader() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let parked = state.update { state in
                    guard state.received.isEmpty, state.closure == nil, state.reader == nil, !Task.isCancelled else {
                        return false
                    }
                    state.reader = continuation
                    return true
                }
                if !parked { continuation.resume() }
            }
        } onCancel: {
            wakeReader()
        }
    }

    private func wakeReader() {
        state.update { state in
            defer { state.reader = nil }
            return state.reader
        }?.resume()
    }

    // MARK: The I/O thread's side

    func settleOpening(_ result: Result<Void, WebSocketError>) {
        let opener = state.update { state -> CheckedContinuation<Void, Never>? in
            guard state.opening == nil else { return nil }
            state.opening = result
            defer { state.opener = nil }
            return state.opener
        }
        opener?.resume()
    }

    var isAbandoned: Bool { state.update { $0.isAbandoned } }

    func deliver(_ message: WebSocketMessage) {
        state.update { state in
            state.received.append(message)
            state.receivedSize += message.size
        }
        wakeReader()
    }

    /// Whether there is room; if not, the I/O thread is notified once there is.
    func mayRead() -> Bool {
        state.update { state in
            state.isReadingPaused = state.receivedSize > receiveLimit
            return !state.isReadingPaused
        }
    }

    /// The next frame to send; its bytes count as queued until `sent` says otherwise.
    func takeOutgoing() -> [UInt8]? { state.update { $0.outgoing.popFirst() } }

    func sent(_ count: Int) {
        let waiters = state.update { state -> [CheckedContinuation<Void, Never>] in
            state.outgoingSize -= count
            return state.outgoingSize == 0 ? Self.takeFlushWaiters(&state) : []
        }
        for waiter in waiters { waiter.resume() }
    }

    private static func takeFlushWaiters(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        defer { state.flushWaiters = [] }
        return state.flushWaiters
    }

    var closeRequest: CloseRequest? { state.update { $0.closeRequest } }

    func report(_ closure: WebSocketClosure) {
        let waiters = state.update { state in
            if state.closure == nil { state.closure = closure }
            defer { state.closureWaiters = [:] }
            return Array(state.closureWaiters.values) + Self.takeFlushWaiters(&state)
        }
        for waiter in waiters { waiter.resume() }
        wakeReader()
    }
}
