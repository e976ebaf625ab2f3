package import DiscordTypes

/// Being in a guild's voice channel: asks the main gateway for a place, hands what it answers to the voice session, and
/// comes back when the session is lost. What happened goes in, what to do comes out. No I/O, no clock.
///
/// `now` is an offset on any monotonic clock.
package struct VoiceMembershipMachine: Sendable {
    enum Phase: Sendable, Hashable {
        case out
        /// Op 4 was sent; `Awaited` says what has not been answered.
        case joining(Awaited)
        /// The voice session is being set up.
        case connecting
        case connected(since: Duration)
        /// Something else must come first: see `Wait`.
        case awaitingServer(Wait)
        /// A timer starts the next attempt to come back.
        case backingOff
    }

    struct Awaited: Sendable, Hashable {
        var state: Bool
        var server: Bool
        /// A server was named, but without endpoint.
        var endpoint = false
        /// Nil for a first join, which only the caller's patience limits.
        var rejoin: RejoinStep?
    }

    /// A repeated op 4 alone may stay without an answer if Discord believes that nothing changed.
    enum RejoinStep: Sendable, Hashable {
        case asked
        case left
        case askedAgain
    }

    enum Wait: Sendable, Hashable {
        case endpoint
        case gatewayWord(code: UInt16)
    }

    /// After so many attempts in a row to come back, the call is given up.
    static let rejoinAttempts = 5
    static let rejoinDelays = ReconnectDelay(base: .seconds(1), cap: .seconds(8))
    /// A connection that lasted this long proves that coming back works, so attempts count from the start again.
    static let stableAfter = Duration.seconds(30)
    static let answerPatience = Duration.milliseconds(2_500)
    static let secondAnswerPatience = Duration.seconds(5)
    static let leavePause = Duration.milliseconds(500)
    static let gatewayWordPatience = Duration.seconds(5)
    static let endpointPatience = Duration.seconds(30)

    let guild: GuildID
    let random: @Sendable () -> Double

    var phase = Phase.out
    /// Where we mean to be.
    var target: ChannelID?
    /// Where the main gateway says we are.
    var channel: ChannelID?
    private(set) var isSuppressed = false
    /// Our own user, as the own voice states name it.
    var user: UserID?
    var sessionID: String?
    /// The newest usable answer that no session uses yet.
    var server: VoiceServer?
    /// What the present session was made with.
    var current: VoiceCredentials?
    /// Whether packets can leave, even while something is being replaced.
    var isSessionUsable = false
    /// Somebody waits for the outcome of a join.
    var isJoinPending = false
    /// Whether this stay has been heard at all; a first join that fails is given up, a stay is not.
    var wasConnected = false
    var attempts = 0
    var isTokenRefused = false
    var isGatewayUp: Bool

    package init(guild: GuildID, isGatewayUp: Bool, random: @escaping @Sendable () -> Double) {
        self.guild = guild
        self.isGatewayUp = isGatewayUp
        self.random = random
    }

    package mutating func handle(_ input: Input, at now: Duration) -> [Output] {
        switch input {
        case .join(let channel): return join(channel, at: now)
        case .joinTimedOut(let stage): return handleJoinTimeout(stage, at: now)
        case .leave: return leave()
        case .ownState(let state): return handle(state)
        case .server(let server): return handle(server)
        case .gatewayUp(let isNewSession): return handleGatewayUp(isNewSession: isNewSession)
        case .gatewayDown:
            isGatewayUp = false
            return []
        case .channelDeleted(let id):
            guard phase != .out, id == (channel ?? target) else { return [] }
            return end(.channelDeleted, tellingGateway: false)
        case .removedFromGuild: return phase == .out ? [] : end(.removedFromGuild, tellingGateway: false)
        case .sessionEstablished: return handleEstablished(at: now)
        case .sessionFailed(let failure): return handle(failure, at: now)
        case .timer: return handleTimer()
        }
    }

    private mutating func handle(_ state: VoiceState) -> [Output] {
        user = state.user
        guard let newChannel = state.channel else { return handleGone(state) }
        let previous = channel
        channel = newChannel
        sessionID = state.sessionID
        var output: [Output] = []
        // Discord drops what a muted bot sends: better to hold the song.
        let isSilenced = state.isSuppressed || state.isServerMuted
        if phase != .out, isSilenced != isSuppressed { output.append(.suppressed(isSilenced)) }
        isSuppressed = isSilenced
        switch phase {
        case .out:
            return []
        case .joining(var awaited):
            // A change of ours in the channel that we are about to leave is no answer.
            if newChannel != target, newChannel == previous { return output }
            if newChannel != target { output += follow(to: newChannel) }
            awaited.state = false
            phase = .joining(awaited)
            return output + proceed()
        case .connecting, .connected, .awaitingServer, .backingOff:
            guard newChannel != target else { return output }
            output += follow(to: newChannel)
            if case .awaitingServer(.gatewayWord) = phase {
                output.append(.schedule(after: Self.gatewayWordPatience))
            }
            return output
        }
    }

    private mutating func follow(to channel: ChannelID) -> [Output] {
        target = channel
        return [.moved(channel)]
    }

    /// Our own voice state names no channel any more.
    private mutating func handleGone(_ state: VoiceState) -> [Output] {
        // The end of another session of the same bot is not ours.
        if let sessionID, !state.sessionID.isEmpty, state.sessionID != sessionID { return [] }
        channel = nil
        switch phase {
        case .out: return []
        case .joining(var awaited):
            // Until our own op 4 is answered, this is the answer to an older one, or the end of a lost session.
            guard !awaited.state else { return [] }
            guard awaited.rejoin != nil else { return end(.kicked, tellingGateway: false) }
            awaited.state = true
            phase = .joining(awaited)
            sessionID = nil
            return []
        case .connecting, .connected, .awaitingServer, .backingOff: return end(.kicked, tellingGateway: false)
        }
    }

    /// Out of the channel for good; whoever waits for a join learns why.
    mutating func end(
        _ reason: VoiceDisconnection, failure: JoinFailure? = nil, tellingGateway: Bool
    ) -> [Output] {
        var output: [Output] = [.cancelTimer, .disconnect]
        if tellingGateway { output.append(.voiceState(nil)) }
        if isJoinPending { output.append(.joinFailed(failure ?? JoinFailure(reason))) }
        output.append(.disconnected(reason))
        phase = .out
        target = nil
        channel = nil
        isSuppressed = false
        sessionID = nil
        server = nil
        current = nil
        isSessionUsable = false
        isJoinPending = false
        wasConnected = false
        attempts = 0
        isTokenRefused = false
        return output
    }
}
