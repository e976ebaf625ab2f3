/// A guild as GUILD_CREATE describes it.
package struct GatewayGuild: Decodable, Sendable {
    package let id: GuildID
    package let name: String
    package let owner: UserID?
    package let roles: [GuildRole]
    package let channels: [GuildChannel]
    /// The bot itself and, without privileged intents, those who are in voice.
    package let members: [GuildMember]
    package let voiceStates: [VoiceState]
    package let isUnavailable: Bool

    package init(
        id: GuildID, name: String, owner: UserID? = nil, roles: [GuildRole] = [], channels: [GuildChannel] = [],
        members: [GuildMember] = [], voiceStates: [VoiceState] = [], isUnavailable: Bool = false
    ) {
        self.id = id
        self.name = name
        self.owner = owner
        self.roles = roles
        self.channels = channels
        self.members = members
        self.voiceStates = voiceStates
        self.isUnavailable = isUnavailable
    }

    private enum Key: String, CodingKey {
        case id, name, roles, channels, members, unavailable
        case owner = "owner_id"
        case voiceStates = "voice_states"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        id = try container.decode(GuildID.self, forKey: .id)
        name = try container.decodeIfPresent(String.self, forKey: .name) ?? ""
        owner = try container.decodeIfPresent(UserID.self, forKey: .owner)
        roles = try container.decodeLeniently(GuildRole.self, forKey: .roles)
        channels = try container.decodeLeniently(GuildChannel.self, forKey: .channels)
        members = try container.decodeLeniently(GuildMember.self, forKey: .members)
        voiceStates = try container.decodeLeniently(VoiceState.self, forKey: .voiceStates)
        isUnavailable = try container.decodeIfPresent(Bool.self, forKey: .unavailable) ?? false
    }
}

/// A guild named by id only: in READY, and in GUILD_DELETE.
package struct UnavailableGuild: Decodable, Hashable, Sendable {
    package let id: GuildID
    /// In GUILD_DELETE: true means an outage, false that the bot is no longer a member.
    package let isUnavailable: Bool

    package init(id: GuildID, isUnavailable: Bool) {
        self.id = id
        self.isUnavailable = isUnavailable
    }

    private enum Key: String, CodingKey { case id, unavailable }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        id = try container.decode(GuildID.self, forKey: .id)
        isUnavailable = try container.decodeIfPresent(Bool.self, forKey: .unavailable) ?? false
    }
}
