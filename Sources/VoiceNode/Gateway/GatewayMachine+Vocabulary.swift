package import DiscordTypes

extension GatewayMachine {
    /// What a connection needs to know before it starts.
    package struct Configuration: Sendable {
        package var token: GatewayToken
        /// GUILDS and GUILD_VOICE_STATES, neither of them privileged.
        package var intents: Int
        package var activity: String?
        /// How long the peer may take from the open socket to a usable session.
        package var handshakeTimeout: Duration
        /// Uniform in 0..<1. Tests give fixed numbers.
        package var random: @Sendable () -> Double

        package init(
            token: GatewayToken, intents: Int = 129, activity: String? = nil,
            handshakeTimeout: Duration = .seconds(30),
            random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
        ) {
            self.token = token
            self.intents = intents
            self.activity = activity
            self.handshakeTimeout = handshakeTimeout
            self.random = random
        }
    }

    /// What happened outside.
    package enum Input: Sendable {
        case start
        case botInfo(GatewayBotInfo)
        case botInfoFailed(GatewayBotError)
        case opened
        case openFailed(reason: String)
        case frame(GatewayFrame)
        /// A message that is no gateway frame: the connection cannot be trusted any more.
        case unreadable(reason: String)
        /// `code` is nil without a close frame.
        case closed(code: UInt16?)
        case timer(Timer)
        case send(VoiceStateCommand)
        /// Leave for good.
        case stop
    }

    /// At most one timer of each kind runs; scheduling it again replaces it.
    package enum Timer: Hashable, Sendable, CaseIterable {
        case reconnect
        case handshake
        case heartbeat
        case sendWindow
    }

    /// What is to be done outside, in this order.
    package enum Output: Sendable {
        case fetchBotInfo
        case open(url: String)
        case send(GatewayCommand)
        /// Close the socket. Nothing more of it is wanted, its close event included.
        case close(code: UInt16)
        case schedule(Timer, after: Duration)
        case cancel(Timer)
        case dispatch(GatewayEvent)
        case report(Report)
        case fail(GatewayFailure)
        case finished
    }

    /// Facts for the log and the health page.
    package enum Report: Hashable, Sendable {
        case loggedIn(guilds: Int)
        case resumed
        case disconnected(Reason)
        case retrying(after: Duration)
        case sessionStartsLow(remaining: Int, total: Int, resetAfter: Duration)
        case sessionStartsExhausted(resetAfter: Duration)
        case shardingAdvised(shards: Int)
        case latency(Duration)
        case malformedEvent(name: String, reason: String)
    }

    /// Why a connection ended or was ended.
    package enum Reason: Hashable, Sendable {
        case cannotOpen(String)
        case closed(code: UInt16?)
        case unanswered
        case handshakeTimeout
        case reconnectRequested
        case sessionInvalid(resumable: Bool)
        case unreadable(String)
        case botInfoUnavailable
    }
}
