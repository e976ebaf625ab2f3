/// An open connection's protocol: what to send, deliver and report, without any I/O or clock.
///
/// `open` → `closing` (our close frame is out) → `draining` (both close frames seen, or the peer is beyond talking to;
/// the server ends TCP first, RFC 6455 §7.1.1) → `ended`. The end of TCP leads from anywhere to `ended`.
struct WebSocketMachine {
    enum Action: Equatable {
        case send([UInt8])
        /// An answer to a ping; it may replace one that is still waiting to be sent.
        case sendPong([UInt8])
        case deliver(WebSocketMessage)
        /// How the connection ended is settled; nothing more will be delivered.
        case report(WebSocketClosure)
        /// Wait that long, at most, for the peer's part; then call `timeIsUp`.
        case wait(Wait)
        /// Close the socket; the machine is done.
        case disconnect
    }

    enum Wait: Equatable {
        case forCloseFrame
        case forEnd
    }

    private enum State {
        case open
        case closing
        case draining
        case ended
    }

    private var state = State.open
    private var decoder: WebSocketFrameDecoder
    private let makeMask: () -> UInt32

    init(maximumMessageSize: Int, makeMask: @escaping () -> UInt32) {
        decoder = WebSocketFrameDecoder(maximumMessageSize: maximumMessageSize)
        self.makeMask = makeMask
    }

    mutating func receive(_ bytes: ArraySlice<UInt8>) -> [Action] {
        switch state {
        case .draining, .ended: return []
        case .open, .closing: break
        }
        var events: [WebSocketFrameDecoder.Event] = []
        var actions: [Action] = []
        do throws(WebSocketProtocolError) {
            try decoder.decode(bytes, into: &events)
            for event in events { actions += handle(event) }
        } catch {
            for event in events { actions += handle(event) }
            actions += fail(error)
        }
        return actions
    }

    /// The peer ended TCP, or it broke.
    mutating func receiveEnd() -> [Action] {
        defer { state = .ended }
        switch state {
        case .open: return [.report(WebSocketClosure(code: .abnormal, initiator: .none)), .disconnect]
        case .closing: return [.report(WebSocketClosure(code: .abnormal, initiator: .local)), .disconnect]
        case .draining: return [.disconnect]
        case .ended: return []
        }
    }

    mutating func close(_ code: WebSocketCloseCode, reason: String) -> [Action] {
        guard case .open = state else { return [] }
        state = .closing
        return [.send(closeFrame(code, reason)), .wait(.forCloseFrame)]
    }

    /// The peer took too long over its part of the end.
    mutating func timeIsUp() -> [Action] {
        if case .open = state { state = .closing }
        return receiveEnd()
    }

    private mutating func handle(_ event: WebSocketFrameDecoder.Event) -> [Action] {
        switch event {
        case .message(let message):
            // Who has said goodbye reads no more mail.
            guard case .open = state else { return [] }
            return [.deliver(message)]
        case .ping(let payload):
            guard case .open = state else { return [] }
            return [.sendPong(WebSocketFrameEncoder.encode(.pong, payload, mask: makeMask()))]
        case .pong:
            return []
        case .close(let code, let reason):
            return peerClosed(code ?? .noStatus, reason)
        }
    }

    private mutating func peerClosed(_ code: WebSocketCloseCode, _ reason: String) -> [Action] {
        var actions: [Action] = []
        var initiator = WebSocketClosure.Initiator.local
        if case .open = state {
            initiator = .peer
            actions.append(.send(closeFrame(code, "")))
        }
        state = .draining
        actions.append(.report(WebSocketClosure(code: code, reason: reason, initiator: initiator)))
        actions.append(.wait(.forEnd))
        return actions
    }

    private mutating func fail(_ violation: WebSocketProtocolError) -> [Action] {
        let closure = WebSocketClosure(code: violation.closeCode, initiator: .local, violation: violation)
        let wasOpen = if case .open = state { true } else { false }
        state = .draining
        let goodbye: [Action] = wasOpen ? [.send(closeFrame(violation.closeCode, ""))] : []
        return goodbye + [.report(closure), .wait(.forEnd)]
    }

    private func closeFrame(_ code: WebSocketCloseCode, _ reason: String) -> [UInt8] {
        WebSocketFrameEncoder.encodeClose(code, reason: reason, mask: makeMask())
    }
}
