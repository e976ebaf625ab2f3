import DiscordTypes

/// What the voice session says, and coming back when it is lost.
extension VoiceMembershipMachine {
    mutating func handleEstablished(at now: Duration) -> [Output] {
        guard phase != .out else { return [] }
        isSessionUsable = true
        // While a move is under way, the old session may still renew its key.
        guard phase == .connecting else { return [] }
        phase = .connected(since: now)
        wasConnected = true
        isTokenRefused = false
        guard isJoinPending else { return [] }
        isJoinPending = false
        return [.joined]
    }

    mutating func handle(_ failure: VoiceSessionFailure, at now: Duration) -> [Output] {
        let interruption = isSessionUsable ? Self.interruption(failure) : nil
        let told = interruption.map { [Output.interrupted($0)] } ?? []
        isSessionUsable = false
        current = nil
        if case .connected(let since) = phase, now - since >= Self.stableAfter { attempts = 0 }
        switch phase {
        case .out, .awaitingServer, .backingOff: return []
        // Whatever is awaited brings the next session.
        case .joining: return told
        case .connecting, .connected: return told + decide(after: failure)
        }
    }

    private static func interruption(_ failure: VoiceSessionFailure) -> VoiceInterruption {
        if case .closed(.some(4014)) = failure { return .closedByServer(code: 4014) }
        return .sessionLost(failure)
    }

    private mutating func decide(after failure: VoiceSessionFailure) -> [Output] {
        switch failure {
        case .noCommonMode: return end(.noCommonEncryption, tellingGateway: true)
        case .closed(let code?):
            switch VoiceCloseCode.verdict(code) {
            case .resume, .rejoin: return comeBack(after: failure)
            case .newToken:
                guard !isTokenRefused else { return end(.refused(code: code), tellingGateway: true) }
                isTokenRefused = true
                return comeBack(after: failure)
            case .awaitGateway:
                phase = .awaitingServer(.gatewayWord(code: code))
                return [.schedule(after: Self.gatewayWordPatience)]
            case .ended: return end(.ended(code: code), tellingGateway: true)
            case .fatal: return end(.refused(code: code), tellingGateway: true)
            }
        case .closed(nil), .cannotConnect, .timedOut, .discoveryFailed, .unreadable, .resumeFailed, .noKey:
            return comeBack(after: failure)
        }
    }

    /// Another attempt, later after each failure, or the end of attempts.
    private mutating func comeBack(after failure: VoiceSessionFailure?) -> [Output] {
        guard attempts < Self.rejoinAttempts else { return end(.unreachable(failure), tellingGateway: true) }
        let delay: Duration =
            attempts == 0
            ? .milliseconds(100 * random()) : Self.rejoinDelays.delay(attempt: attempts - 1, random: random())
        attempts += 1
        phase = .backingOff
        return [.schedule(after: delay)]
    }

    /// Asks the main gateway for a voice server in the channel that we believe to be in.
    mutating func askAgain() -> [Output] {
        guard let target else { return [] }
        server = nil
        phase = .joining(Awaited(state: sessionID == nil, server: true, rejoin: .asked))
        return [.voiceState(target), .schedule(after: Self.answerPatience)]
    }

    mutating func handleTimer() -> [Output] {
        switch phase {
        case .out, .connecting, .connected: return []
        case .backingOff: return askAgain()
        case .awaitingServer(.endpoint): return comeBack(after: nil)
        case .awaitingServer(.gatewayWord(let code)):
            // While the main gateway is away it cannot explain anything.
            guard isGatewayUp else { return [.schedule(after: Self.gatewayWordPatience)] }
            return end(.ended(code: code), tellingGateway: true)
        case .joining(let awaited):
            guard let step = awaited.rejoin else { return [] }
            return askOn(step)
        }
    }

    private mutating func askOn(_ step: RejoinStep) -> [Output] {
        guard isGatewayUp else { return [.schedule(after: Self.answerPatience)] }
        server = nil
        switch step {
        case .asked:
            sessionID = nil
            phase = .joining(Awaited(state: true, server: true, rejoin: .left))
            return [.voiceState(nil), .schedule(after: Self.leavePause)]
        case .left:
            phase = .joining(Awaited(state: true, server: true, rejoin: .askedAgain))
            return [.voiceState(target), .schedule(after: Self.secondAnswerPatience)]
        case .askedAgain:
            return comeBack(after: nil)
        }
    }
}
