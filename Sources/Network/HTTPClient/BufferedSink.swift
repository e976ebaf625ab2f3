/// Collects a whole response and resumes one waiting task with it.
final class BufferedSink: TransferSink {
    typealias Outcome = Result<HTTPResponse, HTTPClientError>

    private struct State {
        var head: HTTPResponseHead?
        var body: [UInt8] = []
        var outcome: Outcome?
        var waiter: CheckedContinuation<Outcome, Never>?
    }

    private let state = Monitor(State())

    func receive(_ head: HTTPResponseHead) {
        state.update { state in
            state.head = head
            if let length = head.contentLength { state.body.reserveCapacity(Int(min(length, 1 << 20))) }
        }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        state.update { unsafe $0.body.append(contentsOf: bytes) }
        return true
    }

    func finish(_ error: HTTPClientError?) {
        let waiter = state.update { state -> CheckedContinuation<Outcome, Never>? in
            guard state.outcome == nil else { return nil }
            if let head = state.head, error == nil {
                state.outcome = .success(HTTPResponse(head: head, body: state.body))
            } else {
                state.outcome = .failure(error ?? .protocolViolation)
            }
            defer { state.waiter = nil }
            return state.waiter
        }
        if let waiter, let outcome = state.update({ $0.outcome }) { waiter.resume(returning: outcome) }
    }

    /// Waits for `finish`. One caller only.
    func outcome() async -> Outcome {
        await withCheckedContinuation { continuation in
            let outcome = state.update { state in
                if state.outcome == nil { state.waiter = continuation }
                return state.outcome
            }
            if let outcome { continuation.resume(returning: outcome) }
        }
    }
}
