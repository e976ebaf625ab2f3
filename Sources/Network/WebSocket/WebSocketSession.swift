internal import HTTPClient

/// One connection on the I/O thread: its socket, its handshake, its protocol machine. Only that thread touches it.
final class WebSocketSession {
    private enum Stage {
        case connecting
        case upgrading(received: [UInt8])
        case open
        case ended
    }

    /// A connection to be opened.
    struct Order: Sendable {
        let handshake: WebSocketHandshake
        let configuration: WebSocketConfiguration
        let channel: WebSocketChannel
    }

    /// Reads of one turn, so that a busy peer doesn't keep the others waiting.
    private static let readsPerTurn = 8

    let channel: WebSocketChannel
    private let handshake: WebSocketHandshake
    private let configuration: WebSocketConfiguration
    private var connection: RawConnection?
    private var stage = Stage.connecting
    private var machine: WebSocketMachine
    /// The frame being sent, its bytes that are out, and whether the user queued it.
    private var current: (frame: [UInt8], sent: Int, isQueued: Bool)?
    /// Frames of the protocol itself, ahead of the user's.
    private var urgent: [[UInt8]] = []
    private var pendingPong: [UInt8]?
    private var isCloseSent = false
    /// When `turn` must come at the latest; nil while libcurl connects, which keeps its own time.
    private(set) var deadline: ContinuousClock.Instant?
    /// What the connection's descriptor is watched for.
    private var interest: Readiness = []
    /// Bytes may be waiting that polling does not show.
    private var mayHaveMore = false

    var isEnded: Bool { if case .ended = stage { true } else { false } }

    /// `wake` asks for a `turn`, from any thread.
    init(_ order: Order, wake: @escaping @Sendable () -> Void) {
        handshake = order.handshake
        configuration = order.configuration
        channel = order.channel
        machine = WebSocketMachine(maximumMessageSize: configuration.maximumMessageSize) {
            UInt32.random(in: .min ... .max)
        }
        do throws(HTTPClientError) {
            connection = try RawConnection(
                to: handshake.url, settings: configuration.connection, onChange: wake)
        } catch {
            failOpening(.connecting(error))
        }
    }

    // MARK: What to wait for

    /// Calls `body` if the descriptor is to be watched for something else than before.
    func updateInterest(_ body: (Int32, Readiness) -> Void) {
        guard let connection, connection.descriptor >= 0 else { return }
        var wanted: Readiness = mayRead ? .readable : []
        if current != nil { wanted.insert(.writable) }
        guard wanted != interest else { return }
        interest = wanted
        body(connection.descriptor, wanted)
    }

    // MARK: What happened

    func ready(_ readiness: Readiness, buffer: inout [UInt8]) {
        switch stage {
        case .connecting, .ended: break
        case .upgrading, .open:
            if readiness.contains(.writable) { flush() }
            if readiness.contains(.readable) { read(&buffer) }
        }
    }

    /// Deadlines, the user's wishes, and input that needs no poll.
    func turn(now: ContinuousClock.Instant, buffer: inout [UInt8]) {
        if channel.isAbandoned { abandon() }
        if case .connecting = stage { advanceConnecting() }
        if let due = deadline, due <= now { deadlinePassed() }
        guard case .open = stage else { return }
        // A peer that takes nothing must not hold up the end.
        if deadline == nil, channel.closeRequest != nil { deadline = now + configuration.closeTimeout }
        flush()
        if mayHaveMore { read(&buffer) }
    }

    func stop() {
        failOpening(.loopStopped)
        end(WebSocketClosure(code: .abnormal, initiator: .local))
    }

    /// Nobody can read or send any more.
    private func abandon() {
        switch stage {
        case .connecting, .upgrading: end(nil)
        case .open where channel.closeRequest == nil: channel.requestClose(.init(code: .goingAway, reason: ""))
        case .open: break
        case .ended: break
        }
    }

    private func deadlinePassed() {
        switch stage {
        case .upgrading: failOpening(.handshakeTimeout)
        case .open: carryOut(machine.timeIsUp())
        case .connecting, .ended: break
        }
    }

    // MARK: Opening

    private func advanceConnecting() {
        switch connection?.status {
        case .connected:
            stage = .upgrading(received: [])
            deadline = .now + configuration.handshakeTimeout
            current = (handshake.request, 0, false)
            flush()
        case .failed(let error): failOpening(.connecting(error))
        case .connecting, nil: break
        }
    }

    private func readUpgrade(_ received: [UInt8]) {
        do throws(WebSocketError) {
            switch try handshake.read(received) {
            case .incomplete: stage = .upgrading(received: received)
            case .accepted(let size):
                deadline = nil
                stage = .open
                channel.settleOpening(.success(()))
                if size < received.count { carryOut(machine.receive(received[size...])) }
            }
        } catch {
            failOpening(error)
        }
    }

    private func failOpening(_ error: WebSocketError) {
        if case .open = stage { return }
        channel.settleOpening(.failure(error))
        end(nil)
    }

    // MARK: Receiving

    /// After our close frame nothing is delivered any more, so a full buffer must not hide the peer's.
    private var mayRead: Bool { isCloseSent || channel.mayRead() }

    /// Whether ``turn(now:buffer:)`` should come at once.
    var isImpatient: Bool { mayHaveMore && mayRead }

    private func read(_ buffer: inout [UInt8]) {
        mayHaveMore = false
        for _ in 0..<Self.readsPerTurn {
            guard !isEnded, let connection else { return }
            guard mayRead else {
                mayHaveMore = true
                return
            }
            do throws(HTTPClientError) {
                guard let count = try connection.receive(into: &buffer) else { return }
                guard count > 0 else { return receivedEnd() }
                received(buffer[..<count])
            } catch {
                return receivedEnd()
            }
        }
        mayHaveMore = true
    }

    private func received(_ bytes: ArraySlice<UInt8>) {
        switch stage {
        case .upgrading(let before): readUpgrade(before + bytes)
        case .open: carryOut(machine.receive(bytes))
        case .connecting, .ended: break
        }
    }

    private func receivedEnd() {
        switch stage {
        case .upgrading: failOpening(.connecting(.connectionLost))
        case .open: carryOut(machine.receiveEnd())
        case .connecting, .ended: break
        }
    }

    private func carryOut(_ actions: [WebSocketMachine.Action]) {
        guard !actions.isEmpty else { return }
        actions.forEach(carryOut)
        flush()
    }

    private func carryOut(_ action: WebSocketMachine.Action) {
        switch action {
        case .send(let frame): urgent.append(frame)
        case .sendPong(let frame): pendingPong = frame
        case .deliver(let message): channel.deliver(message)
        case .report(let closure): channel.report(closure)
        case .wait(.forCloseFrame): deadline = .now + configuration.closeTimeout
        case .wait(.forEnd): deadline = .now + min(configuration.closeTimeout, .seconds(1))
        case .disconnect: end(nil)
        }
    }

    // MARK: Sending

    /// Sends what the socket takes. A close asked for follows everything queued before it.
    private func flush() {
        while let connection, !isEnded {
            guard let (frame, sent, isQueued) = current ?? nextFrame() else { return }
            do throws(HTTPClientError) {
                let count = try connection.send(frame, from: sent)
                if isQueued { channel.sent(count) }
                current = sent + count == frame.count ? nil : (frame, sent + count, isQueued)
                if count == 0 { return }
            } catch {
                return receivedEnd()
            }
        }
    }

    private func nextFrame() -> (frame: [UInt8], sent: Int, isQueued: Bool)? {
        guard case .open = stage, !isCloseSent else { return nil }
        if let pong = pendingPong {
            pendingPong = nil
            return (pong, 0, false)
        }
        if channel.closure == nil, let frame = channel.takeOutgoing() { return (frame, 0, true) }
        if urgent.isEmpty, let request = channel.closeRequest {
            machine.close(request.code, reason: request.reason).forEach(carryOut)
        }
        guard !urgent.isEmpty else { return nil }
        // Only close frames get here, and nothing may follow them.
        isCloseSent = true
        return (urgent.removeFirst(), 0, false)
    }

    private func end(_ closure: WebSocketClosure?) {
        if let closure { channel.report(closure) }
        stage = .ended
        deadline = nil
        current = nil
        connection = nil
    }
}
