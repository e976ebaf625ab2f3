internal import Synchronization

/// Where one component's events come out: one stream at a time, the newest.
///
/// A stream that its consumer left cannot be iterated again; the next consumer gets a stream of its own.
final class EventOutlet<Event: Sendable>: Sendable {
    private struct State {
        var continuation: AsyncStream<Event>.Continuation
        /// The first stream, until somebody takes it: it keeps what happens before.
        var untaken: AsyncStream<Event>?
        var isFinished = false
    }

    private let capacity: Int
    private let state: Mutex<State>

    init(capacity: Int) {
        self.capacity = capacity
        let (stream, continuation) = AsyncStream.makeStream(
            of: Event.self, bufferingPolicy: .bufferingOldest(capacity))
        state = Mutex(State(continuation: continuation, untaken: stream))
    }

    /// Takes the events over from whoever had them.
    func stream() -> AsyncStream<Event> {
        let (fresh, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingOldest(capacity))
        let (stream, ended) = state.withLock { state -> (AsyncStream<Event>, AsyncStream<Event>.Continuation?) in
            if let untaken = state.untaken {
                state.untaken = nil
                return (untaken, continuation)
            }
            guard !state.isFinished else { return (fresh, continuation) }
            let previous = state.continuation
            state.continuation = continuation
            return (fresh, previous)
        }
        ended?.finish()
        return stream
    }

    /// False if the consumer is so far behind that the event was lost. Without a consumer, events go nowhere.
    func put(_ event: Event) -> Bool {
        if case .dropped = state.withLock({ $0.continuation.yield(event) }) { return false }
        return true
    }

    /// Ends the stream and every later one.
    func finish() {
        let continuation = state.withLock { state in
            state.isFinished = true
            return state.continuation
        }
        continuation.finish()
    }
}
