internal import DAVE
import DiscordTypes

/// From the credentials to a usable session, and back.
extension VoiceGatewayMachine {
    mutating func connect(_ credentials: VoiceCredentials) -> [Output] {
        let closing = disconnect()
        self.credentials = credentials
        acknowledged = -1
        return closing + [.dave(.sessionStarted)] + open(.identify)
    }

    mutating func disconnect() -> [Output] {
        // 1000 tells the server that we mean it.
        let close: [Output] = hasSocket ? [.close(code: 1000)] : []
        return reset() + close
    }

    /// Forgets the session. Closing the socket is the caller's business.
    private mutating func reset() -> [Output] {
        state = .idle
        heartbeat = nil
        credentials = nil
        waitingCommands = []
        isKeyAwaited = false
        return Timer.allCases.map(Output.cancel)
    }

    /// The session is over by our own decision.
    mutating func give(up failure: VoiceSessionFailure) -> [Output] {
        guard hasSocket else { return [] }
        return reset() + [.close(code: 4000), .failed(failure)]
    }

    mutating func open(_ purpose: Purpose) -> [Output] {
        guard let credentials else { return [] }
        state = .connecting(purpose)
        return [.schedule(.handshake, after: configuration.handshakeTimeout), .open(endpoint: credentials.endpoint)]
    }

    mutating func handleOpened() -> [Output] {
        guard case .connecting(let purpose) = state else { return [] }
        state = .awaitingHello(purpose)
        return []
    }

    mutating func handleOpenFailure(_ reason: String) -> [Output] {
        switch state {
        case .connecting(.resume): return lose(code: nil, closing: false)
        case .connecting(.identify): return reset() + [.failed(.cannotConnect(reason: reason))]
        default: return []
        }
    }

    mutating func handleClosed(_ code: UInt16?) -> [Output] {
        guard hasSocket else { return [] }
        guard session != nil, VoiceCloseCode.verdict(code) == .resume else {
            return reset() + [.failed(.closed(code: code))]
        }
        return lose(code: code, closing: false)
    }

    /// The websocket is lost but the session may be resumed. `closing`: the socket is still open and must go.
    mutating func lose(code: UInt16?, closing: Bool) -> [Output] {
        guard var session else { return closing ? give(up: .closed(code: code)) : [] }
        let wasEstablished = if case .established = state { true } else { false }
        // A code other than 1000 and 1001 keeps the session.
        let close: [Output] = closing ? [.close(code: 4000)] : []
        heartbeat = nil
        guard session.resumeAttempts < Self.resumeAttempts else { return reset() + close + [.failed(.resumeFailed)] }
        // The first attempt is at once: until it succeeds, nobody tells us of a move or of new keys.
        let delay: Duration =
            session.resumeAttempts == 0
            ? .milliseconds(100 * configuration.random())
            : Self.resumeDelays.delay(attempt: session.resumeAttempts - 1, random: configuration.random())
        session.resumeAttempts += 1
        state = .waitingToResume(session)
        let told: [Output] = wasEstablished ? [.resuming(code: code)] : []
        return [.cancel(.handshake), .cancel(.heartbeat)] + close + told + [.schedule(.resume, after: delay)]
    }

    mutating func handleHello(milliseconds: Double) -> [Output] {
        guard case .awaitingHello(let purpose) = state, let credentials else { return [] }
        guard (1...86_400_000).contains(milliseconds) else { return give(up: .unreadable(reason: "op 8 interval")) }
        let interval = Duration.milliseconds(milliseconds)
        heartbeat = Heartbeat(interval: interval)
        let timer = Output.schedule(.heartbeat, after: interval)
        switch purpose {
        case .identify:
            state = .awaitingReady
            return [
                timer,
                .send(.identify(credentials, maxDaveProtocolVersion: configuration.maxDaveProtocolVersion)),
            ]
        case .resume(let session):
            state = .awaitingResumed(session)
            return [timer, .send(.resume(credentials, acknowledged: acknowledged))]
        }
    }

    mutating func handleReady(_ ready: VoiceReady) -> [Output] {
        guard case .awaitingReady = state else { return [] }
        guard let mode = TransportMode.preferred(among: ready.modes) else { return give(up: .noCommonMode) }
        state = .discovering(ready, mode)
        return [.discover(address: ready.address, port: ready.port, ssrc: ready.ssrc)]
    }

    mutating func handleDiscovered(_ address: String, _ port: UInt16) -> [Output] {
        guard case .discovering(let ready, let mode) = state else { return [] }
        state = .awaitingDescription(ready, mode)
        return [.send(.selectProtocol(address: address, port: port, mode: mode))]
    }

    mutating func handleDescription(_ description: VoiceSessionDescription) -> [Output] {
        let ssrc: UInt32
        switch state {
        case .awaitingDescription(let ready, _): ssrc = ready.ssrc
        // The server may change the key of a running session.
        case .established(let session): ssrc = session.ssrc
        default: return []
        }
        guard let mode = TransportMode(rawValue: description.mode), description.key.bytes.count == 32 else {
            return give(up: .noCommonMode)
        }
        state = .established(Session(ssrc: ssrc, mode: mode))
        return [.cancel(.handshake), .dave(.sessionDescribed(protocolVersion: description.daveProtocolVersion))]
            + speakingOutput(ssrc: ssrc) + [.established(description, mode: mode, ssrc: ssrc)]
    }

    mutating func handleResumed() -> [Output] {
        guard case .awaitingResumed(var session) = state else { return [] }
        session.resumeAttempts = 0
        state = .established(session)
        return [.cancel(.handshake)] + speakingOutput(ssrc: session.ssrc) + [.resumed] + sendWaitingCommands()
    }
}
