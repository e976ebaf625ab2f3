import DiscordTypes

/// From the open socket to a usable session, and what it carries.
extension GatewayMachine {
    mutating func handle(_ frame: GatewayFrame, at now: Duration) -> [Output] {
        guard isConnected else { return [] }
        switch frame {
        case .hello(let interval): return handleHello(milliseconds: interval, at: now)
        case .heartbeatAcknowledged: return handleAcknowledgement(at: now)
        case .heartbeatRequest: return heartbeatNow(at: now)
        case .reconnect: return drop(.reconnectRequested, closing: 4000, at: now)
        case .invalidSession(let resumable): return handleInvalidSession(resumable: resumable, at: now)
        case .dispatch(let sequence, let event): return handle(event, sequence: sequence, at: now)
        case .unknown: return []
        }
    }

    private mutating func handleHello(milliseconds: Double, at now: Duration) -> [Output] {
        guard case .awaitingHello = state else { return [] }
        guard (1...86_400_000).contains(milliseconds) else {
            return drop(.unreadable("heartbeat interval"), closing: 4000, at: now)
        }
        let interval = Duration.milliseconds(milliseconds)
        heartbeat = Heartbeat(interval: interval)
        state = .awaitingSession
        _ = budget.spend(at: now)
        return [.schedule(.heartbeat, after: interval * configuration.random()), .send(login(at: now))]
    }

    private mutating func login(at now: Duration) -> GatewayCommand {
        if let session {
            return .resume(token: configuration.token, sessionID: session.id, sequence: session.sequence)
        }
        logins += 1
        lastLogin = now
        lastSequence = nil
        return .identify(
            GatewayIdentify(
                token: configuration.token, intents: configuration.intents, activity: configuration.activity))
    }

    /// Op 9. Discord asks for a random pause of one to five seconds before the next attempt.
    private mutating func handleInvalidSession(resumable: Bool, at now: Duration) -> [Output] {
        if !resumable { session = nil }
        return drop(
            .sessionInvalid(resumable: resumable), closing: resumable ? 4000 : 1000,
            delay: .seconds(1 + 4 * configuration.random()), at: now)
    }

    private mutating func handle(_ event: GatewayEvent, sequence: Int?, at now: Duration) -> [Output] {
        if let sequence {
            lastSequence = sequence
            session?.sequence = sequence
        }
        switch event {
        case .ready(let ready):
            session = Session(id: ready.sessionID, resumeURL: ready.resumeURL, sequence: sequence ?? 0)
            return becomeReady(.loggedIn(guilds: ready.guilds.count), event, at: now)
        case .resumed:
            return becomeReady(.resumed, event, at: now)
        case .malformed("READY", let reason):
            return drop(.unreadable("READY \(reason)"), closing: 4000, at: now)
        case .malformed(let name, let reason):
            return [.report(.malformedEvent(name: name, reason: reason))]
        case .ignored:
            return []
        default:
            return [.dispatch(event)]
        }
    }

    private mutating func becomeReady(_ report: Report, _ event: GatewayEvent, at now: Duration) -> [Output] {
        state = .ready(since: now)
        return [.cancel(.handshake), .report(report), .dispatch(event)] + flush(at: now)
    }
}
