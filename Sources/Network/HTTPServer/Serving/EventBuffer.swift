internal import Synchronization

/// Bytes of an event stream between the task that makes them and the thread that sends them.
///
/// Bounded: a producer that finds it full waits. The connection is parked while there is nothing to send.
final class EventBuffer: Sendable {
    /// What libmicrohttpd takes for the end (`MHD_CONTENT_READER_END_OF_STREAM`).
    static let endOfStream = -1

    private struct State {
        var pending: [UInt8] = []
        var taken = 0
        /// Since when bytes wait for the client, nanoseconds.
        var waitingSince: Int64?
        var isParked = false
        var hasEnded = false
        var producer: CheckedContinuation<Void, Never>?

        var isEmpty: Bool { taken == pending.count }
    }

    private let limit: Int
    private let stallLimit: Int64
    private let connection: HeldConnection
    private let state = Mutex(State())

    /// `stallLimit`: nanoseconds after which a client that takes nothing is given up.
    init(limit: Int, stallLimit: Int64, connection: HeldConnection) {
        self.limit = limit
        self.stallLimit = stallLimit
        self.connection = connection
    }

    /// Waits until there is room, then adds. False if the stream is over or the task cancelled. One producer only.
    func append(_ bytes: [UInt8]) async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isFull = state.withLock { state in
                    guard state.pending.count - state.taken >= limit, !state.hasEnded else { return false }
                    state.producer = continuation
                    return true
                }
                if !isFull { continuation.resume() }
            }
            return !Task.isCancelled && add(bytes)
        } onCancel: {
            end()
        }
    }

    /// Nothing more will come.
    var isOver: Bool { state.withLock { $0.hasEnded } }

    /// No more bytes will come; those that wait are still sent.
    func end() {
        wake { state in
            state.hasEnded = true
            return true
        }
    }

    /// A comment, if nothing else waits. False: the client has taken nothing for too long.
    func beat(now: Int64) -> Bool {
        let stalled = state.withLock { state in
            state.waitingSince.map { now - $0 > stallLimit } ?? false
        }
        guard !stalled else { return false }
        wake { state in
            guard state.isEmpty, !state.hasEnded else { return false }
            Self.add(ServerSentEvent.comment, to: &state)
            return true
        }
        return true
    }

    /// Hands out what waits: a number of bytes, 0 with the connection parked, or `endOfStream`. On
    /// libmicrohttpd's thread.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let (count, producer) = state.withLock { state -> (Int, CheckedContinuation<Void, Never>?) in
            guard !state.isEmpty else {
                guard !state.hasEnded else { return (Self.endOfStream, nil) }
                // Under the lock, so that `wake` can't come before it.
                connection.park()
                state.isParked = true
                return (0, nil)
            }
            let count = min(buffer.count, state.pending.count - state.taken)
            unsafe state.pending.withUnsafeBytes { pending in
                let slice = unsafe UnsafeRawBufferPointer(rebasing: pending[state.taken..<(state.taken + count)])
                unsafe buffer.copyMemory(from: slice)
            }
            state.taken += count
            guard state.isEmpty else { return (count, nil) }
            state.pending.removeAll(keepingCapacity: true)
            state.taken = 0
            state.waitingSince = nil
            defer { state.producer = nil }
            return (count, state.producer)
        }
        producer?.resume()
        return count
    }

    private func add(_ bytes: [UInt8]) -> Bool {
        wake { state in
            guard !state.hasEnded else { return false }
            Self.add(bytes, to: &state)
            return true
        }
    }

    private static func add(_ bytes: [UInt8], to state: inout State) {
        if state.isEmpty { state.waitingSince = MonotonicTime.now }
        state.pending.append(contentsOf: bytes)
    }

    /// Changes the state, then lets go on who waits for the change. Returns what `body` does.
    @discardableResult
    private func wake(_ body: (inout State) -> Bool) -> Bool {
        let (result, resumes, producer) = state.withLock { state -> (Bool, Bool, CheckedContinuation<Void, Never>?) in
            let result = body(&state)
            let resumes = state.isParked && (!state.isEmpty || state.hasEnded)
            if resumes { state.isParked = false }
            let producer = state.hasEnded ? state.producer : nil
            if state.hasEnded { state.producer = nil }
            return (result, resumes, producer)
        }
        if resumes { connection.resume() }
        producer?.resume()
        return result
    }
}
