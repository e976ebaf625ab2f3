import DiscordTypes

/// The main gateway's protocol (version 10): what happened goes in, what to do comes out. No I/O, no clock.
///
/// One value lives as long as the node: it keeps the session over connections. Source: Discord's documentation,
/// "Gateway". `now` is an offset on any monotonic clock.
package struct GatewayMachine: Sendable {
    enum State: Sendable {
        case idle
        /// Waiting for the answer of `GET /gateway/bot`.
        case askingLimits
        /// A timer decides when `next` happens.
        case waiting(Next)
        case connecting
        case awaitingHello
        /// Login or resume was sent.
        case awaitingSession
        case ready(since: Duration)
        case stopped
    }

    enum Next: Sendable {
        case begin
        case open(url: String)
    }

    /// What a resume needs.
    struct Session: Sendable {
        let id: String
        let resumeURL: String
        var sequence: Int
    }

    struct Heartbeat: Sendable {
        let interval: Duration
        /// When the unanswered heartbeat left.
        var sentAt: Duration?
    }

    /// A login may not follow another within this time (one of `max_concurrency` slots per 5 s).
    static let identifySpacing = Duration.seconds(5)
    /// A session that lasted this long shows that connecting works, so failures count from the start again.
    static let settledAfter = Duration.seconds(10)
    /// Logins are dear: they count from the start again only after this long.
    static let stableAfter = Duration.seconds(60)
    /// Places of the send limit that only heartbeats may use.
    static let heartbeatReserve = 5
    /// After so many failed attempts to resume, a login may do better.
    static let resumeAttempts = 5

    let configuration: Configuration
    var state = State.idle
    var session: Session?
    var lastSequence: Int?
    var heartbeat: Heartbeat?
    var budget = SendBudget.gateway
    /// Wishes that have not left yet, one for each guild.
    var pending: [VoiceStateCommand] = []
    var failedAttempts = 0
    /// Logins since the last stable session: each one costs a session start.
    var logins = 0
    var lastLogin: Duration?

    package init(configuration: Configuration) {
        self.configuration = configuration
    }

    /// Whether voice commands leave at once.
    package var isReady: Bool {
        if case .ready = state { true } else { false }
    }

    /// The one entrance.
    package mutating func handle(_ input: Input, at now: Duration) -> [Output] {
        if case .stopped = state { return [] }
        switch input {
        case .start: return begin()
        case .botInfo(let info): return handleBotInfo(info, at: now)
        case .botInfoFailed(let error): return handleBotInfoFailure(error)
        case .opened: return handleOpened()
        case .openFailed(let reason): return handleOpenFailure(reason)
        case .frame(let frame): return handle(frame, at: now)
        case .unreadable(let reason): return drop(.unreadable(reason), closing: 4000, at: now)
        case .closed(let code): return handleClosed(code, at: now)
        case .timer(let timer): return handle(timer, at: now)
        case .send(let command): return enqueue(command, at: now)
        case .stop: return stop()
        }
    }

    private mutating func handle(_ timer: Timer, at now: Duration) -> [Output] {
        switch timer {
        case .heartbeat: return beat(at: now)
        case .sendWindow: return flush(at: now)
        case .handshake:
            guard isConnected, !isReady else { return [] }
            return drop(.handshakeTimeout, closing: 4000, at: now)
        case .reconnect:
            guard case .waiting(let next) = state else { return [] }
            switch next {
            case .begin: return begin()
            case .open(let url): return open(url)
            }
        }
    }

    private mutating func stop() -> [Output] {
        // 1000 ends the session: the bot goes offline at once instead of after a timeout.
        let close: [Output] = isConnected ? [.close(code: 1000)] : []
        state = .stopped
        return close + Timer.allCases.map(Output.cancel) + [.finished]
    }

    /// Whether a socket is open or being opened.
    var isConnected: Bool {
        switch state {
        case .connecting, .awaitingHello, .awaitingSession, .ready: true
        case .idle, .askingLimits, .waiting, .stopped: false
        }
    }
}
