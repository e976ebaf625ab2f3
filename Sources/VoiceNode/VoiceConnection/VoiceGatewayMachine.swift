internal import DAVE
import DiscordTypes

/// The voice gateway's protocol (version 8) for one voice session: what happened goes in, what to do comes out.
/// No I/O, no clock.
///
/// It resumes by itself where the session survives; when it does not, it says so once (`failed`) and is idle again.
/// Source: Discord's documentation, "Voice Connections". `now` is an offset on any monotonic clock.
package struct VoiceGatewayMachine: Sendable {
    enum State: Sendable {
        case idle
        case connecting(Purpose)
        case awaitingHello(Purpose)
        case awaitingReady
        case discovering(VoiceReady, TransportMode)
        case awaitingDescription(VoiceReady, TransportMode)
        case established(Session)
        /// The websocket is gone; a timer opens the next.
        case waitingToResume(Session)
        case awaitingResumed(Session)
    }

    enum Purpose: Sendable {
        case identify
        case resume(Session)
    }

    /// What survives a resume.
    struct Session: Sendable {
        let ssrc: UInt32
        let mode: TransportMode
        var resumeAttempts = 0
    }

    struct Heartbeat: Sendable {
        let interval: Duration
        /// When the unanswered heartbeat left.
        var sentAt: Duration?
    }

    /// After so many failed attempts to resume, the session is given up.
    static let resumeAttempts = 5
    static let waitingCommandLimit = 64
    /// Commits and transitions of a call take two seconds at most; a group that gives no key for this long never will.
    static let keyPatience = Duration.seconds(8)
    static let resumeDelays = ReconnectDelay(base: .milliseconds(500), cap: .seconds(4))

    var configuration: Configuration
    var state = State.idle
    var credentials: VoiceCredentials?
    /// The last sequence number received, kept modulo 2^16; -1 for none.
    var acknowledged = -1
    var heartbeat: Heartbeat?
    /// What the encryption wanted to say while the websocket was away.
    var waitingCommands: [DAVECommand] = []
    /// Whether we want to be seen speaking; told again in every session.
    var isSpeaking = false
    /// Whether the call waits for a key of its encrypted group.
    var isKeyAwaited = false

    package init(configuration: Configuration) {
        self.configuration = configuration
    }

    package mutating func handle(_ input: Input, at now: Duration) -> [Output] {
        switch input {
        case .connect(let credentials): return connect(credentials)
        case .disconnect: return disconnect()
        case .opened: return handleOpened()
        case .openFailed(let reason): return handleOpenFailure(reason)
        case .text(let frame): return handle(frame, at: now)
        case .binary(let frame): return handle(frame)
        case .unreadable(let reason): return give(up: .unreadable(reason: reason))
        case .closed(let code): return handleClosed(code)
        case .timer(let timer): return handle(timer, at: now)
        case .discovered(let address, let port): return handleDiscovered(address, port)
        case .discoveryFailed:
            guard case .discovering = state else { return [] }
            return give(up: .discoveryFailed)
        case .setSpeaking(let isSpeaking): return setSpeaking(isSpeaking)
        case .dave(let command): return send(command)
        case .keyAwaited(let isAwaited): return awaitKey(isAwaited)
        }
    }

    private mutating func handle(_ timer: Timer, at now: Duration) -> [Output] {
        switch timer {
        case .heartbeat: return beat(at: now)
        case .resume:
            guard case .waitingToResume(let session) = state else { return [] }
            return open(.resume(session))
        case .handshake:
            guard let stage else { return [] }
            if case .resumed = stage { return lose(code: nil, closing: true) }
            return give(up: .timedOut(stage))
        case .key:
            guard isKeyAwaited else { return [] }
            // While the websocket is away, what is awaited can't come.
            guard case .established = state else { return [.schedule(.key, after: Self.keyPatience)] }
            return give(up: .noKey)
        }
    }

    /// A session whose group gives no key is worth nothing: a new one begins its group anew.
    private mutating func awaitKey(_ isAwaited: Bool) -> [Output] {
        guard isAwaited != isKeyAwaited, session != nil || !isAwaited else { return [] }
        isKeyAwaited = isAwaited
        return [isAwaited ? .schedule(.key, after: Self.keyPatience) : .cancel(.key)]
    }

    /// What the handshake waits for; nil when there is none.
    package var stage: VoiceHandshakeStage? {
        switch state {
        case .idle, .established, .waitingToResume: nil
        case .connecting(.identify): .webSocket
        case .awaitingHello(.identify): .hello
        case .awaitingReady: .ready
        case .discovering: .discovery
        case .awaitingDescription: .sessionDescription
        case .connecting(.resume), .awaitingHello(.resume), .awaitingResumed: .resumed
        }
    }

    /// The session whose socket and key are usable, even while the websocket is being replaced.
    var session: Session? {
        switch state {
        case .established(let session), .waitingToResume(let session), .awaitingResumed(let session),
            .connecting(.resume(let session)), .awaitingHello(.resume(let session)):
            session
        case .idle, .connecting(.identify), .awaitingHello(.identify), .awaitingReady, .discovering,
            .awaitingDescription:
            nil
        }
    }

    /// Whether a socket is open or being opened.
    var hasSocket: Bool {
        switch state {
        case .idle, .waitingToResume: false
        default: true
        }
    }
}
