internal import Addresses
internal import CPOSIX
internal import Glibc
internal import Logging
internal import Synchronization

/// The thread beside libmicrohttpd's: accepts connections, keeps their deadlines, watches event streams for
/// clients that left, drains the server and stops it.
///
/// libmicrohttpd neither bounds the time of a slow request nor lets its listening socket go without a race, hence
/// both are done here.
struct Supervisor: ~Copyable {
    private enum Stage {
        case serving
        case draining(until: Int64)
        case stopping
    }

    /// Bits of poll(2) that Swift doesn't import.
    private static let hungUp = Int16(POLLERR | POLLHUP)
    private static let peerClosed = Int16(0x2000)
    /// How long to leave the listening socket alone when the process has no descriptor left.
    private static let acceptPause: Int64 = 100_000_000

    private let engine: Engine
    private let daemon: Daemon
    private let listener: ListeningSocket
    private var stage = Stage.serving
    private var acceptsAgainAt: Int64 = 0
    /// Streams whose client closed its side: a comment was sent to see whether it still reads.
    private var probed: Set<Int32> = []

    init(engine: Engine, daemon: Daemon, listener: ListeningSocket) {
        self.engine = engine
        self.daemon = daemon
        self.listener = listener
    }

    /// Returns when the server is drained and stopped. Blocks its thread.
    mutating func run() {
        var watched: [pollfd] = []
        while true {
            engine.alarm.wake()
            let now = MonotonicTime.now
            handle(watched, now: now)
            let deadline = check(now: now)
            if case .stopping = stage { break }
            watched = descriptors(now: now)
            let time = engine.alarm.rest(until: min(deadline, acceptsAgainAt > now ? acceptsAgainAt : deadline))
            _ = unsafe poll(&watched, nfds_t(watched.count), Self.milliseconds(until: time))
        }
        daemon.stop()
    }

    private mutating func handle(_ watched: [pollfd], now: Int64) {
        for entry in watched where entry.revents != 0 {
            if entry.fd == listener.descriptor {
                accept(from: entry.fd, now: now)
            } else if entry.fd != engine.alarm.descriptor {
                streamEvent(entry, now: now)
            }
        }
    }

    /// Keeps the deadlines; returns the next one.
    private mutating func check(now: Int64) -> Int64 {
        drainIfAsked(now: now)
        var next = MonotonicTime.never
        for connection in engine.registry.all {
            if connection.deadline.load(ordering: .relaxed) <= now, connection.expire(now: now) {
                engine.registry.cut(connection)
                continue
            }
            next = min(next, connection.deadline.load(ordering: .relaxed))
        }
        if case .draining(let end) = stage {
            next = min(next, end)
            if engine.registry.isEmpty, !engine.hasHandlers { stage = .stopping }
            if now >= end { stopHard() }
        }
        return next
    }

    private mutating func drainIfAsked(now: Int64) {
        guard case .serving = stage, engine.isDraining else { return }
        stage = .draining(until: now + engine.configuration.drainDeadline.nanoseconds)
        listener.close()
        let connections = engine.registry.all
        for connection in connections { connection.stream?.end() }
        for connection in connections where connection.isIdle { engine.registry.finish(connection) }
    }

    /// Time is up: whoever still waits for a handler gets 503, and every connection ends.
    private mutating func stopHard() {
        // First, so that a request that comes in meanwhile is not parked for good: libmicrohttpd must not be stopped
        // with parked connections.
        engine.beginStopping()
        for connection in engine.registry.all {
            connection.abandon()
            engine.registry.cut(connection)
        }
        stage = .stopping
    }

    private func descriptors(now: Int64) -> [pollfd] {
        var watched = [pollfd(fd: engine.alarm.descriptor, events: Int16(POLLIN), revents: 0)]
        let isFull = engine.registry.isFull
        engine.alarm.setWaitingForPlace(isFull)
        // Looked at again, because a connection may have closed before the line above.
        if let descriptor = listener.descriptor, !isFull || !engine.registry.isFull, acceptsAgainAt <= now {
            watched.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
        }
        for connection in engine.registry.all {
            // One that is over would be reported again and again until libmicrohttpd has closed it.
            guard let stream = connection.stream, !stream.isOver else { continue }
            let events = probed.contains(connection.descriptor) ? 0 : Self.peerClosed
            watched.append(pollfd(fd: connection.descriptor, events: events, revents: 0))
        }
        return watched
    }

    private mutating func accept(from listener: Int32, now: Int64) {
        while !engine.registry.isFull {
            let descriptor = cposix_accept(listener)
            guard descriptor >= 0 else {
                if errno == ECONNABORTED || errno == EINTR { continue }
                guard errno != EAGAIN else { return }
                engine.logger.error("cannot accept connections", metadata: ["errno": "\(errno)"])
                acceptsAgainAt = now + Self.acceptPause
                return
            }
            probed.remove(descriptor)
            let address = IPAddress.peer(of: descriptor)?.unmapped
            guard engine.registry.admit(address) else {
                close(descriptor)
                continue
            }
            if !daemon.take(descriptor) { engine.registry.forget(address) }
        }
    }

    private mutating func streamEvent(_ entry: pollfd, now: Int64) {
        guard let connection = engine.registry[entry.fd], let stream = connection.stream else { return }
        if entry.revents & Self.hungUp != 0 {
            stream.end()
            // Nothing can be sent any more, so that libmicrohttpd notices at once.
            engine.registry.cut(connection)
        } else if probed.insert(entry.fd).inserted {
            _ = stream.beat(now: now)
        }
    }

    private static func milliseconds(until time: Int64) -> Int32 {
        guard time != MonotonicTime.never else { return -1 }
        let left = max(0, time - MonotonicTime.now)
        // Rounded up: waking a moment before a deadline would only mean to wake again.
        return Int32(clamping: (left + 999_999) / 1_000_000)
    }
}
