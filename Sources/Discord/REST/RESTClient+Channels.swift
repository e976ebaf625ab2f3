package import DiscordTypes

/// A message that Discord took.
package struct MessageReference: Decodable, Hashable, Sendable {
    package let id: MessageID
    package let channel: ChannelID

    private enum CodingKeys: String, CodingKey {
        case id
        case channel = "channel_id"
    }
}

extension RESTClient {
    /// `POST /channels/{channel}/messages` with components.
    @discardableResult
    package func post(
        _ message: ComponentMessage, in channel: ChannelID, within budget: Duration = .seconds(20)
    ) async throws(RESTError) -> MessageReference {
        try await post(NewMessage(content: nil, message: message), in: channel, within: budget)
    }

    /// `POST /channels/{channel}/messages` with plain text, cut to Discord's 2,000 characters. It mentions nobody.
    @discardableResult
    package func post(
        text: String, in channel: ChannelID, within budget: Duration = .seconds(20)
    ) async throws(RESTError) -> MessageReference {
        try await post(NewMessage(content: Self.cut(text, to: 2_000), message: nil), in: channel, within: budget)
    }

    /// `PUT /channels/{channel}/voice-status`: the line under a voice channel's name, cut to 500 characters; nil
    /// removes it. Needs the permission Set Voice Channel Status.
    package func setVoiceStatus(
        _ text: String?, of channel: ChannelID, within budget: Duration = .seconds(10)
    ) async throws(RESTError) {
        let made = RESTRequest(
            "PUT", "/channels/{channel}/voice-status", major: "\(channel)", path: "/channels/\(channel)/voice-status")
        let body = VoiceStatus(status: text.map { Self.cut($0, to: 500) })
        try await call(try request(made, body: body), within: budget)
    }

    private func post(
        _ message: NewMessage, in channel: ChannelID, within budget: Duration
    ) async throws(RESTError) -> MessageReference {
        let made = RESTRequest(
            "POST", "/channels/{channel}/messages", major: "\(channel)", path: "/channels/\(channel)/messages")
        return try await call(try request(made, body: message), as: MessageReference.self, within: budget)
    }

    private static func cut(_ text: String, to limit: Int) -> String {
        // Discord counts UTF-16 units.
        guard text.utf16.count > limit else { return text }
        var kept = ""
        var count = 0
        for character in text {
            count += character.utf16.count
            guard count <= limit - 1 else { break }
            kept.append(character)
        }
        return kept + "…"
    }
}

/// The body of a new message. The nonce makes Discord take a repetition for the same message.
private struct NewMessage: Encodable {
    var content: String?
    var message: ComponentMessage?
    private let nonce = String(UInt64.random(in: 0 ... .max), radix: 36)

    init(content: String?, message: ComponentMessage?) {
        self.content = content
        self.message = message
    }

    private struct NoMentions: Encodable {
        var parse: [String] = []
    }

    private enum Key: String, CodingKey {
        case content, nonce
        case allowedMentions = "allowed_mentions"
        case enforceNonce = "enforce_nonce"
    }

    func encode(to encoder: any Encoder) throws {
        try message?.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encodeIfPresent(content, forKey: .content)
        if message == nil { try container.encode(NoMentions(), forKey: .allowedMentions) }
        try container.encode(nonce, forKey: .nonce)
        try container.encode(true, forKey: .enforceNonce)
    }
}

private struct VoiceStatus: Encodable {
    var status: String?

    private enum Key: CodingKey {
        case status
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        // Null is said: it removes the status.
        try container.encode(status, forKey: .status)
    }
}
