internal import Glibc
internal import HTTPClient

/// The thread that does the I/O of many WebSockets.
@safe
package final class WebSocketLoop: @unchecked Sendable {
    // Sendable: other threads use only `inbox`, which has its own lock, and the write end of the pipe; everything
    // else belongs to the thread that runs `run`.
    private struct Inbox {
        var arrivals: [WebSocketSession.Order] = []
        var isStopped = false
        var isWakeWritten = false
    }

    /// One thread for all connections of the process; it never stops.
    package static let shared = WebSocketLoop()

    private let inbox = Monitor(Inbox())
    private let wake: WakePipe?
    private var sessions: [WebSocketSession] = []
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    package init() {
        wake = WakePipe()
        let isRunning = wake != nil && PlainThread.start(name: "websockets") { self.run() }
        if !isRunning { inbox.update { $0.isStopped = true } }
    }

    /// Ends every connection without a close frame, then the thread.
    package func stop() {
        inbox.update { $0.isStopped = true }
        wake?.write()
    }

    // MARK: From any thread

    /// False when the loop is stopped.
    func add(_ order: WebSocketSession.Order) -> Bool {
        let isAccepted = inbox.update { inbox in
            if !inbox.isStopped { inbox.arrivals.append(order) }
            return !inbox.isStopped
        }
        if isAccepted { notify() }
        return isAccepted
    }

    /// Makes the thread look at all channels again.
    func notify() {
        let isNeeded = inbox.update { inbox in
            defer { inbox.isWakeWritten = true }
            return !inbox.isWakeWritten
        }
        if isNeeded { wake?.write() }
    }

    // MARK: On the loop's thread

    private func run() {
        while true {
            let (arrivals, isStopped) = inbox.update { inbox in
                defer { inbox.arrivals = [] }
                inbox.isWakeWritten = false
                return (inbox.arrivals, inbox.isStopped)
            }
            sessions += arrivals.map(WebSocketSession.init)
            guard !isStopped else { break }
            let now = ContinuousClock.now
            for session in sessions { session.turn(now: now, buffer: &buffer) }
            sessions.removeAll { $0.isEnded }
            poll()
        }
        for session in sessions { session.stop() }
        sessions = []
    }

    private func poll() {
        guard let wake else { return }
        var polled = [pollfd(fd: wake.readEnd, events: Int16(POLLIN), revents: 0)]
        var owners: [WebSocketSession?] = [nil]
        for session in sessions {
            session.forEachInterest { descriptor, interest in
                var events: Int16 = 0
                if interest.contains(.readable) { events |= Int16(POLLIN) }
                if interest.contains(.writable) { events |= Int16(POLLOUT) }
                // A paused connection is left out: an error on it would wake this thread again and again.
                guard events != 0 else { return }
                polled.append(pollfd(fd: descriptor, events: events, revents: 0))
                owners.append(session)
            }
        }
        guard unsafe Glibc.poll(&polled, nfds_t(polled.count), timeout()) > 0 else { return }
        if polled[0].revents != 0 { wake.drain() }
        for (entry, owner) in zip(polled, owners) where entry.revents != 0 {
            owner?.ready(entry.fd, Self.interest(entry.revents), buffer: &buffer)
        }
    }

    /// Milliseconds until something is due, -1 for never.
    private func timeout() -> Int32 {
        if sessions.contains(where: \.isImpatient) { return 0 }
        guard let next = sessions.compactMap(\.nextDeadline).min() else { return -1 }
        let milliseconds = (ContinuousClock.now.duration(to: next) / .milliseconds(1)).rounded(.up)
        return Int32(min(max(milliseconds, 0), 60_000))
    }

    private static func interest(_ revents: Int16) -> RawConnection.Interest {
        let events = Int32(revents)
        var interest: RawConnection.Interest = []
        // Errors and hang-ups are read out like data.
        if events & (POLLIN | POLLERR | POLLHUP | POLLNVAL) != 0 { interest.insert(.readable) }
        if events & POLLOUT != 0 { interest.insert(.writable) }
        return interest
    }
}
