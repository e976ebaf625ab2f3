internal import DequeModule

/// Holds the part of a response that arrived but was not read yet: the loop thread writes, one reader reads, either
/// as a task or as a plain thread.
final class StreamBuffer: TransferSink {
    private struct State {
        var head: HTTPResponseHead?
        var chunks: Deque<[UInt8]> = []
        /// Bytes of the first chunk that are read.
        var offset = 0
        var buffered = 0
        var isFull = false
        var end: HTTPClientError??
        /// The task that waits for the next change.
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state: Monitor<State>
    private let capacity: Int
    /// Asks the loop to go on with a transfer that found the buffer full.
    private let resume: @Sendable () -> Void

    init(capacity: Int, resume: @escaping @Sendable () -> Void) {
        self.capacity = capacity
        self.resume = resume
        state = Monitor(State())
    }

    // MARK: The loop thread's side

    func receive(_ head: HTTPResponseHead) {
        change { $0.head = head }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        change { state in
            unsafe state.chunks.append(Array(bytes))
            state.buffered += bytes.count
            state.isFull = state.buffered >= capacity
            return !state.isFull
        }
    }

    func finish(_ error: HTTPClientError?) {
        change { state in
            if state.end == nil { state.end = .some(error) }
            guard error == .cancelled else { return }
            state.chunks = []
            (state.offset, state.buffered) = (0, 0)
        }
    }

    private func change<Result>(_ body: (inout State) -> Result) -> Result {
        let (result, waiter) = state.update { state in
            defer { state.waiter = nil }
            return (body(&state), state.waiter)
        }
        waiter?.resume()
        return result
    }

    // MARK: The reader's side

    /// Blocks a plain thread until the head is there or the transfer failed.
    func waitForHead(atMost limit: Duration?) throws(HTTPClientError) -> HTTPResponseHead {
        let outcome = state.wait(atMost: limit) { Self.head(in: $0) } ?? .failure(.timeout(.response))
        return try outcome.get()
    }

    func head() async -> Result<HTTPResponseHead, HTTPClientError> {
        while true {
            if let outcome = state.update({ Self.head(in: $0) }) { return outcome }
            await park { state in Self.head(in: state) == nil }
        }
    }

    /// Blocks a plain thread until bytes are there; 0 at the end of the body.
    func read(into target: inout MutableSpan<UInt8>, atMost limit: Duration?) throws(HTTPClientError) -> Int {
        guard !target.isEmpty else { return 0 }
        let outcome = unsafe target.withUnsafeMutableBytes { target in
            state.wait(atMost: limit) { state in unsafe Self.copy(from: &state, into: target) }
        }
        guard let outcome else { throw .timeout(.tooSlow) }
        resumeIfDrained()
        return try outcome.get()
    }

    /// The next bytes, nil at the end of the body.
    func next() async -> Result<[UInt8]?, HTTPClientError> {
        while true {
            if let outcome = state.update({ Self.takeChunk(from: &$0) }) {
                resumeIfDrained()
                return outcome
            }
            await park { $0.chunks.isEmpty && $0.end == nil }
        }
    }

    /// Suspends until the next change, unless `isNeeded` says it already happened.
    private func park(_ isNeeded: (State) -> Bool) async {
        await withCheckedContinuation { continuation in
            let parked = state.update { state -> Bool in
                guard isNeeded(state), state.waiter == nil else { return false }
                state.waiter = continuation
                return true
            }
            if !parked { continuation.resume() }
        }
    }

    private func resumeIfDrained() {
        let wanted = state.update { state -> Bool in
            guard state.isFull, state.buffered <= capacity / 4, state.end == nil else { return false }
            state.isFull = false
            return true
        }
        if wanted { resume() }
    }

    private static func head(in state: State) -> Result<HTTPResponseHead, HTTPClientError>? {
        if let head = state.head { return .success(head) }
        return state.end.map { .failure($0 ?? .protocolViolation) }
    }

    private static func end(of state: State) -> Result<Void, HTTPClientError>? {
        state.end.map { error in error.map { .failure($0) } ?? .success(()) }
    }

    private static func takeChunk(from state: inout State) -> Result<[UInt8]?, HTTPClientError>? {
        guard let chunk = state.chunks.popFirst() else { return end(of: state).map { $0.map { nil } } }
        let rest = state.offset == 0 ? chunk : Array(chunk[state.offset...])
        state.offset = 0
        state.buffered -= rest.count
        return .success(rest)
    }

    private static func copy(
        from state: inout State, into target: UnsafeMutableRawBufferPointer
    ) -> Result<Int, HTTPClientError>? {
        guard !state.chunks.isEmpty else { return end(of: state).map { $0.map { 0 } } }
        var copied = 0
        while copied < target.count, let chunk = state.chunks.first {
            let count = min(chunk.count - state.offset, target.count - copied)
            unsafe chunk.withUnsafeBytes { bytes in
                let part = unsafe UnsafeRawBufferPointer(rebasing: bytes[state.offset..<state.offset + count])
                unsafe UnsafeMutableRawBufferPointer(rebasing: target[copied...]).copyMemory(from: part)
            }
            copied += count
            state.offset += count
            if state.offset == chunk.count {
                state.chunks.removeFirst()
                state.offset = 0
            }
        }
        state.buffered -= copied
        return .success(copied)
    }
}
