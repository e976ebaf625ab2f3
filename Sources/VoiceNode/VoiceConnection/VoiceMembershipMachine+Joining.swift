import DiscordTypes

/// Wishes, and what the main gateway answers.
extension VoiceMembershipMachine {
    mutating func join(_ wish: ChannelID, at now: Duration) -> [Output] {
        if wish == target {
            if case .connected = phase { return [.joined] }
            // It is under way already; the outcome answers both.
            isJoinPending = true
            guard phase == .backingOff else { return [] }
            return askAgain()
        }
        let replaced: [Output] = isJoinPending ? [.joinFailed(.replaced)] : []
        target = wish
        if wish == channel, isSessionUsable {
            // Back from a move that was not answered yet; the op 4 takes that one back.
            isJoinPending = false
            phase = .connected(since: now)
            return replaced + [.cancelTimer, .voiceState(wish), .joined]
        }
        isJoinPending = true
        attempts = 0
        server = nil
        phase = .joining(Awaited(state: true, server: true))
        return replaced + [.cancelTimer, .voiceState(wish)]
    }

    mutating func leave() -> [Output] {
        guard phase != .out else {
            // A leftover of an earlier life.
            return channel == nil ? [] : [.voiceState(nil)]
        }
        return end(.left, tellingGateway: true)
    }

    mutating func handle(_ server: VoiceServer) -> [Output] {
        switch phase {
        case .out:
            return []
        case .joining(var awaited):
            guard server.endpoint != nil else {
                awaited.endpoint = true
                phase = .joining(awaited)
                return awaited.rejoin == nil ? [] : [.schedule(after: Self.endpointPatience)]
            }
            self.server = server
            awaited.server = false
            phase = .joining(awaited)
            return proceed()
        case .connecting, .connected, .awaitingServer, .backingOff:
            guard let endpoint = server.endpoint else { return awaitEndpoint() }
            // A session may be opened once only; the same answer again says nothing new.
            if let current, current.token == server.token, current.endpoint == endpoint { return [] }
            self.server = server
            phase = .joining(Awaited(state: sessionID == nil, server: false, rejoin: .asked))
            return [.schedule(after: Self.secondAnswerPatience)] + proceed()
        }
    }

    /// The voice server is gone and the next is not known yet.
    private mutating func awaitEndpoint() -> [Output] {
        let told: [Output] = isSessionUsable ? [.interrupted(.voiceServerLost)] : []
        isSessionUsable = false
        current = nil
        phase = .awaitingServer(.endpoint)
        return told + [.disconnect, .schedule(after: Self.endpointPatience)]
    }

    /// Opens the voice session once everything for it is known.
    mutating func proceed() -> [Output] {
        guard case .joining(let awaited) = phase, !awaited.state, !awaited.server, let user, let sessionID,
            let server, let endpoint = server.endpoint
        else { return [] }
        let credentials = VoiceCredentials(
            guild: guild, user: user, sessionID: sessionID, token: server.token, endpoint: endpoint)
        let told: [Output] = isSessionUsable ? [.interrupted(.voiceServerChanged)] : []
        isSessionUsable = false
        self.server = nil
        current = credentials
        phase = .connecting
        return [.cancelTimer] + told + [.connect(credentials)]
    }

    mutating func handleJoinTimeout(_ stage: VoiceHandshakeStage?, at now: Duration) -> [Output] {
        guard isJoinPending else { return [] }
        let failure = JoinFailure.timedOut(waitingFor: joinStage(stage))
        guard wasConnected else { return end(.joinTimedOut, failure: failure, tellingGateway: true) }
        // A stay goes on: where it was, or with its attempts to come back.
        isJoinPending = false
        guard isSessionUsable, let channel else { return [.joinFailed(failure)] }
        target = channel
        phase = .connected(since: now)
        return [.cancelTimer, .joinFailed(failure)]
    }

    private func joinStage(_ stage: VoiceHandshakeStage?) -> JoinStage {
        switch phase {
        case .joining(let awaited):
            if !isGatewayUp { return .gateway }
            if awaited.state { return .voiceState }
            return awaited.endpoint ? .voiceEndpoint : .voiceServer
        case .connecting: return stage.map(JoinStage.handshake) ?? .voiceServer
        case .awaitingServer(.endpoint): return .voiceEndpoint
        case .out, .connected, .awaitingServer, .backingOff: return .voiceServer
        }
    }

    mutating func handleGatewayUp(isNewSession: Bool) -> [Output] {
        isGatewayUp = true
        guard isNewSession else { return handleGatewayResumed() }
        // The new session has no voice state of ours: everything must be said again.
        channel = nil
        sessionID = nil
        server = nil
        guard phase != .out, let target else { return [] }
        let isFirstJoin = !wasConnected && isJoinPending
        phase = .joining(Awaited(state: true, server: true, rejoin: isFirstJoin ? nil : .asked))
        return [.voiceState(target)] + (isFirstJoin ? [] : [.schedule(after: Self.secondAnswerPatience)])
    }

    private func handleGatewayResumed() -> [Output] {
        switch phase {
        case .joining(let awaited):
            // The op 4 may have been lost with the connection; saying it twice does no harm.
            guard let target else { return [] }
            return [.voiceState(target)] + (awaited.rejoin == nil ? [] : [.schedule(after: Self.secondAnswerPatience)])
        case .awaitingServer(.gatewayWord): return [.schedule(after: Self.gatewayWordPatience)]
        case .out, .connecting, .connected, .awaitingServer, .backingOff: return []
        }
    }
}
