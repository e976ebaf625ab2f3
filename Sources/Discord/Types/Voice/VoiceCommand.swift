/// What we send to the voice gateway as text.
package enum VoiceCommand: Hashable, Sendable {
    /// Op 0.
    case identify(VoiceCredentials, maxDaveProtocolVersion: Int)
    /// Op 1: where we receive, and how packets are encrypted.
    case selectProtocol(address: String, port: UInt16, mode: TransportMode)
    /// Op 3. `acknowledged` is the last sequence number received, -1 for none.
    case heartbeat(nonce: UInt64, acknowledged: Int)
    /// Op 5. Must reach the server before the first packet.
    case speaking(SpeakingFlags, ssrc: UInt32)
    /// Op 7.
    case resume(VoiceCredentials, acknowledged: Int)
    /// Op 23.
    case transitionReady(id: UInt16)
    /// Op 31.
    case invalidCommitWelcome(id: UInt16)
}

/// What opens one voice session. The token never prints.
package struct VoiceCredentials: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    package let guild: GuildID
    package let user: UserID
    package let sessionID: String
    package let token: String
    /// `host` or `host:port`.
    package let endpoint: String

    package init(guild: GuildID, user: UserID, sessionID: String, token: String, endpoint: String) {
        self.guild = guild
        self.user = user
        self.sessionID = sessionID
        self.token = token
        self.endpoint = endpoint
    }

    package var description: String { "voice session of guild \(guild) at \(endpoint)" }
    package var customMirror: Mirror { Mirror(self, children: ["guild": guild, "endpoint": endpoint]) }
}

extension VoiceCommand: Encodable {
    private enum Key: String, CodingKey { case op, body = "d" }

    private enum BodyKey: String, CodingKey {
        case token, address, port, mode, data, t, speaking, delay, ssrc
        case transport = "protocol"
        case guild = "server_id"
        case user = "user_id"
        case sessionID = "session_id"
        case acknowledged = "seq_ack"
        case maxDaveProtocolVersion = "max_dave_protocol_version"
        case transition = "transition_id"
    }

    private var op: Int {
        switch self {
        case .identify: 0
        case .selectProtocol: 1
        case .heartbeat: 3
        case .speaking: 5
        case .resume: 7
        case .transitionReady: 23
        case .invalidCommitWelcome: 31
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(op, forKey: .op)
        var body = container.nestedContainer(keyedBy: BodyKey.self, forKey: .body)
        switch self {
        case .identify(let credentials, let version):
            try Self.encode(credentials, into: &body)
            try body.encode(credentials.user, forKey: .user)
            try body.encode(version, forKey: .maxDaveProtocolVersion)
        case .selectProtocol(let address, let port, let mode):
            try body.encode("udp", forKey: .transport)
            var data = body.nestedContainer(keyedBy: BodyKey.self, forKey: .data)
            try data.encode(address, forKey: .address)
            try data.encode(port, forKey: .port)
            try data.encode(mode, forKey: .mode)
        case .heartbeat(let nonce, let acknowledged):
            try body.encode(nonce, forKey: .t)
            try body.encode(acknowledged, forKey: .acknowledged)
        case .speaking(let flags, let ssrc):
            try body.encode(flags.rawValue, forKey: .speaking)
            try body.encode(0, forKey: .delay)
            try body.encode(ssrc, forKey: .ssrc)
        case .resume(let credentials, let acknowledged):
            try Self.encode(credentials, into: &body)
            try body.encode(acknowledged, forKey: .acknowledged)
        case .transitionReady(let id), .invalidCommitWelcome(let id):
            try body.encode(id, forKey: .transition)
        }
    }

    private static func encode(
        _ credentials: VoiceCredentials, into body: inout KeyedEncodingContainer<BodyKey>
    ) throws {
        try body.encode(credentials.guild, forKey: .guild)
        try body.encode(credentials.sessionID, forKey: .sessionID)
        try body.encode(credentials.token, forKey: .token)
    }
}
