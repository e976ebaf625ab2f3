/// Which voice server serves a guild, from VOICE_SERVER_UPDATE. The token opens it, so it never prints.
package struct VoiceServer: Decodable, Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    package let guild: GuildID
    /// Changes with every change of channel.
    package let token: String
    /// `host` or `host:port` without a scheme; nil while Discord looks for another server.
    package let endpoint: String?

    package init(guild: GuildID, token: String, endpoint: String?) {
        self.guild = guild
        self.token = token
        self.endpoint = endpoint
    }

    private enum CodingKeys: String, CodingKey {
        case guild = "guild_id"
        case token, endpoint
    }

    package var description: String { "voice server \(endpoint ?? "none") of guild \(guild)" }
    package var customMirror: Mirror { Mirror(self, children: ["guild": guild, "endpoint": endpoint as Any]) }
}
