internal import Addresses
internal import CMicroHTTPD
internal import Glibc
internal import Synchronization

/// One connection of a client, from its acceptance to its close.
final class Connection: Sendable {
    private struct State {
        var timing: ConnectionTiming
        var exchange: Exchange?
    }

    let descriptor: Int32
    let address: IPAddress?
    /// What its TLS handshake shows. Kept, because GnuTLS reads it as long as the connection lives.
    let certificate: Certificate?
    /// When the supervisor has to look at it next.
    let deadline: Atomic<Int64>
    private let state: Mutex<State>

    init(descriptor: Int32, address: IPAddress?, certificate: Certificate?, limits: ConnectionTiming.Limits, now: Int64)
    {
        self.descriptor = descriptor
        self.address = address
        self.certificate = certificate
        let timing = ConnectionTiming(limits, now: now)
        deadline = Atomic(timing.deadline)
        state = Mutex(State(timing: timing))
    }

    var isSecure: Bool { certificate != nil }

    /// Is without a request, so that nothing is lost by closing it.
    var isIdle: Bool {
        state.withLock { $0.exchange == nil }
    }

    var stream: EventBuffer? {
        state.withLock { $0.timing.phase == .streaming ? $0.exchange : nil }?.events
    }

    /// Answers for a handler that the server no longer waits for.
    func abandon() {
        let exchange = state.withLock { $0.exchange }
        _ = exchange?.timeOut()
        exchange?.events?.end()
    }

    /// Each returns the new deadline, for the supervisor to wake earlier if it must.
    func requestBegan(_ exchange: Exchange, now: Int64) -> Int64 {
        change {
            $0.exchange = exchange
            $0.timing.requestBegan(now: now)
        }
    }

    func answerBegan(now: Int64, isStream: Bool) -> Int64 {
        change { $0.timing.answerBegan(now: now, isStream: isStream) }
    }

    func requestEnded(now: Int64) -> Int64 {
        change {
            $0.exchange = nil
            $0.timing.requestEnded(now: now)
        }
    }

    /// Acts on a passed deadline, except for cutting the connection off: true asks the caller for that.
    func expire(now: Int64) -> Bool {
        let (silence, peerHasLeft) = peer
        var exchange: Exchange?
        var expiry = ConnectionTiming.Expiry.wait
        _ = change {
            // Something may have happened since the caller looked.
            guard $0.timing.deadline <= now else { return }
            expiry = $0.timing.expired(now: now, silence: silence, peerHasLeft: peerHasLeft)
            exchange = $0.exchange
        }
        switch expiry {
        case .cut: return true
        case .wait: return false
        case .timeOut: return !(exchange?.timeOut() ?? false)
        case .beat: return !(exchange?.events?.beat(now: now) ?? false)
        }
    }

    private func change(_ body: (inout State) -> Void) -> Int64 {
        state.withLock { state in
            body(&state)
            deadline.store(state.timing.deadline, ordering: .relaxed)
            return state.timing.deadline
        }
    }

    /// Nanoseconds since the last byte came in, and whether the other end is closed. Should the descriptor be closed
    /// by now, the answer means nothing and does no harm.
    private var peer: (silence: Int64?, hasLeft: Bool) {
        var info = tcp_info()
        var size = socklen_t(MemoryLayout<tcp_info>.size)
        guard unsafe getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &info, &size) == 0 else {
            return (nil, false)
        }
        return (Int64(info.tcpi_last_data_recv) * 1_000_000, Int(info.tcpi_state) == Int(TCP_CLOSE_WAIT))
    }
}
