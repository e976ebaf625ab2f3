package import DAVE
package import DiscordTypes

extension VoiceGatewayMachine {
    package struct Configuration: Sendable {
        /// The end-to-end encryption we offer: 0 none, 1 DAVE.
        package var maxDaveProtocolVersion: Int
        /// How long the server may take from the opening of the socket to a usable session.
        package var handshakeTimeout: Duration
        /// Uniform in 0..<1. Tests give fixed numbers.
        package var random: @Sendable () -> Double

        package init(
            maxDaveProtocolVersion: Int, handshakeTimeout: Duration = .seconds(10),
            random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
        ) {
            self.maxDaveProtocolVersion = maxDaveProtocolVersion
            self.handshakeTimeout = handshakeTimeout
            self.random = random
        }
    }

    /// What happened outside.
    package enum Input: Sendable {
        /// Begin a new session, in place of any other.
        case connect(VoiceCredentials)
        /// End the session, if there is one.
        case disconnect
        case opened
        case openFailed(reason: String)
        case text(VoiceFrame)
        case binary(VoiceBinaryFrame)
        /// A message that is no voice gateway frame.
        case unreadable(reason: String)
        /// `code` is nil without a close frame.
        case closed(code: UInt16?)
        case timer(Timer)
        /// Our address as the voice server sees it.
        case discovered(address: String, port: UInt16)
        case discoveryFailed
        case setSpeaking(Bool)
        case dave(DAVECommand)
        /// Whether somebody is there to hear while the encryption has no key that they know.
        case keyAwaited(Bool)
    }

    /// At most one timer of each kind runs; scheduling it again replaces it.
    package enum Timer: Hashable, Sendable, CaseIterable {
        case handshake
        case heartbeat
        case resume
        case key
    }

    /// What is to be done outside, in this order.
    package enum Output: Sendable {
        case open(endpoint: String)
        case send(VoiceCommand)
        case sendBinary(op: UInt8, payload: [UInt8])
        /// Close the socket. Nothing more of it is wanted, its close event included.
        case close(code: UInt16)
        case schedule(Timer, after: Duration)
        case cancel(Timer)
        /// Open a UDP socket to the voice server and ask it for our address.
        case discover(address: String, port: UInt16, ssrc: UInt32)
        /// The session is usable once everything before this has left.
        case established(VoiceSessionDescription, mode: TransportMode, ssrc: UInt32)
        /// The websocket is lost; socket, key and SSRC stay usable.
        case resuming(code: UInt16?)
        case resumed
        /// The session is over and nothing of it is left open.
        case failed(VoiceSessionFailure)
        case dave(DAVEEvent)
        case latency(Duration)
        case malformed(op: Int, reason: String)
    }
}

/// Why a voice session cannot go on.
package enum VoiceSessionFailure: Error, Hashable, Sendable {
    case closed(code: UInt16?)
    case cannotConnect(reason: String)
    /// The handshake stopped at this stage.
    case timedOut(VoiceHandshakeStage)
    case discoveryFailed
    /// The server offers no packet encryption that we know.
    case noCommonMode
    case unreadable(reason: String)
    /// Every attempt to resume failed.
    case resumeFailed
    /// Others are in the encrypted call, but its group gave no key.
    case noKey
}

/// How far a voice login has come.
package enum VoiceHandshakeStage: Hashable, Sendable {
    case webSocket
    case hello
    case ready
    case discovery
    case sessionDescription
    case resumed
}
