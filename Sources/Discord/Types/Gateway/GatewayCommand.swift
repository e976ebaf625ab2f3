/// What we send to the main gateway.
package enum GatewayCommand: Hashable, Sendable {
    /// Op 1, with the last sequence number seen.
    case heartbeat(sequence: Int?)
    /// Op 2.
    case identify(GatewayIdentify)
    /// Op 6.
    case resume(token: GatewayToken, sessionID: String, sequence: Int)
    /// Op 4: join, move (another channel) or leave (nil) a guild's voice.
    case voiceState(VoiceStateCommand)
}

/// The body of op 4. One guild has one wish: a newer command replaces an older one that has not left yet.
package struct VoiceStateCommand: Hashable, Sendable {
    package let guild: GuildID
    package let channel: ChannelID?
    /// A bot that only plays has no use for what others say.
    package let isSelfDeafened: Bool

    package init(guild: GuildID, channel: ChannelID?, isSelfDeafened: Bool = true) {
        self.guild = guild
        self.channel = channel
        self.isSelfDeafened = isSelfDeafened
    }
}

/// The body of op 2.
package struct GatewayIdentify: Hashable, Sendable {
    package let token: GatewayToken
    package let intents: Int
    /// Shown as "Listening to …"; nil shows nothing.
    package let activity: String?

    package init(token: GatewayToken, intents: Int, activity: String?) {
        self.token = token
        self.intents = intents
        self.activity = activity
    }
}

/// The bot's token. Cannot print.
package struct GatewayToken: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    let value: String

    package init(_ value: String) {
        self.value = value
    }

    package var description: String { "<token>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension GatewayCommand: Encodable {
    private enum Key: String, CodingKey { case op, body = "d" }

    private enum BodyKey: String, CodingKey {
        case token, intents, properties, presence, os, browser, device, compress
        case seq, status, afk, since, activities, name, type
        case sessionID = "session_id"
        case guild = "guild_id"
        case channel = "channel_id"
        case selfMute = "self_mute"
        case selfDeaf = "self_deaf"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(op, forKey: .op)
        if case .heartbeat(let sequence) = self {
            // `d` must be present even when it is null.
            return try container.encode(sequence, forKey: .body)
        }
        var body = container.nestedContainer(keyedBy: BodyKey.self, forKey: .body)
        switch self {
        case .heartbeat: break
        case .identify(let identify): try Self.encode(identify, into: &body)
        case .resume(let token, let sessionID, let sequence):
            try body.encode(token.value, forKey: .token)
            try body.encode(sessionID, forKey: .sessionID)
            try body.encode(sequence, forKey: .seq)
        case .voiceState(let command):
            try body.encode(command.guild, forKey: .guild)
            try body.encode(command.channel, forKey: .channel)
            try body.encode(false, forKey: .selfMute)
            try body.encode(command.isSelfDeafened, forKey: .selfDeaf)
        }
    }

    private var op: Int {
        switch self {
        case .heartbeat: 1
        case .identify: 2
        case .voiceState: 4
        case .resume: 6
        }
    }

    private static func encode(
        _ identify: GatewayIdentify, into body: inout KeyedEncodingContainer<BodyKey>
    ) throws {
        try body.encode(identify.token.value, forKey: .token)
        try body.encode(identify.intents, forKey: .intents)
        // Per-message compression is another thing than the transport's zlib-stream, and excludes it.
        try body.encode(false, forKey: .compress)
        var properties = body.nestedContainer(keyedBy: BodyKey.self, forKey: .properties)
        try properties.encode("linux", forKey: .os)
        try properties.encode("timmybot", forKey: .browser)
        try properties.encode("timmybot", forKey: .device)
        guard let activity = identify.activity else { return }
        var presence = body.nestedContainer(keyedBy: BodyKey.self, forKey: .presence)
        try presence.encode("online", forKey: .status)
        try presence.encode(false, forKey: .afk)
        try presence.encodeNil(forKey: .since)
        var activities = presence.nestedUnkeyedContainer(forKey: .activities)
        var entry = activities.nestedContainer(keyedBy: BodyKey.self)
        try entry.encode(activity, forKey: .name)
        try entry.encode(2, forKey: .type)
    }
}
