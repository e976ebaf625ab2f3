internal import HTTPClient
internal import Synchronization

/// The thread that does the I/O of many WebSockets. What happens on one costs nothing to the others.
@safe
package final class WebSocketLoop: @unchecked Sendable {
    // Sendable: other threads use only `inbox`, which has its own lock, `lastID` and `watch.wake`; everything else belongs
    // to the thread that runs `run`.
    private struct Inbox {
        var arrivals: [(id: UInt64, order: WebSocketSession.Order)] = []
        /// Sessions to be looked at.
        var called: Set<UInt64> = []
        var isStopped = false
    }

    /// One thread for all connections of the process; it never stops.
    package static let shared = WebSocketLoop()

    private let inbox = Monitor(Inbox())
    private let lastID = Atomic<UInt64>(0)
    private let watch: DescriptorWatch?
    private var sessions: [UInt64: WebSocketSession] = [:]
    /// Sessions with a deadline.
    private var timed: Set<UInt64> = []
    /// Sessions that can go on reading without waiting.
    private var impatient: Set<UInt64> = []
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    package init() {
        watch = DescriptorWatch()
        let isRunning = watch != nil && PlainThread.start(name: "websockets") { self.run() }
        if !isRunning { inbox.update { $0.isStopped = true } }
    }

    /// Ends every connection without a close frame, then the thread.
    package func stop() {
        inbox.update { $0.isStopped = true }
        watch?.wake()
    }

    // MARK: From any thread

    /// The name of a session to be added.
    func makeID() -> UInt64 { lastID.add(1, ordering: .relaxed).newValue }

    /// False when the loop is stopped.
    func add(_ order: WebSocketSession.Order, as id: UInt64) -> Bool {
        let isAccepted = inbox.update { inbox in
            if !inbox.isStopped { inbox.arrivals.append((id, order)) }
            return !inbox.isStopped
        }
        if isAccepted { watch?.wake() }
        return isAccepted
    }

    /// Makes the thread look at a session's channel and connection.
    func notify(_ id: UInt64) {
        let isFirst = inbox.update { inbox in
            defer { inbox.called.insert(id) }
            return inbox.called.isEmpty
        }
        if isFirst { watch?.wake() }
    }

    // MARK: On the loop's thread

    private func run() {
        while true {
            let (arrivals, asked, isStopped) = inbox.update { inbox in
                defer { (inbox.arrivals, inbox.called) = ([], []) }
                return (inbox.arrivals, inbox.called, inbox.isStopped)
            }
            var called = asked
            for (id, order) in arrivals {
                sessions[id] = WebSocketSession(order) { [weak self] in self?.notify(id) }
                called.insert(id)
            }
            guard !isStopped else { break }
            let now = ContinuousClock.now
            for id in called.union(timed).union(impatient) { visit(id) { $0.turn(now: now, buffer: &buffer) } }
            watch?.wait(milliseconds: timeout()) { id, readiness in
                visit(id) { $0.ready(readiness, buffer: &buffer) }
            }
        }
        for session in sessions.values { session.stop() }
        sessions = [:]
    }

    /// Lets something happen to a session and settles what it waits for then.
    private func visit(_ id: UInt64, _ body: (WebSocketSession) -> Void) {
        guard let session = sessions[id] else { return }
        body(session)
        guard !session.isEnded else {
            sessions[id] = nil
            timed.remove(id)
            impatient.remove(id)
            return
        }
        if session.deadline == nil { timed.remove(id) } else { timed.insert(id) }
        if session.isImpatient { impatient.insert(id) } else { impatient.remove(id) }
        session.updateInterest { descriptor, interest in watch?.watch(descriptor, for: interest, tag: id) }
    }

    /// Milliseconds until something is due, -1 for never.
    private func timeout() -> Int32 {
        guard impatient.isEmpty else { return 0 }
        return timed.compactMap { sessions[$0]?.deadline }.min().map(DescriptorWatch.milliseconds) ?? -1
    }
}
