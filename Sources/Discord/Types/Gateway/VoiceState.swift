/// Where one member is, as VOICE_STATE_UPDATE and GUILD_CREATE say it.
package struct VoiceState: Decodable, Hashable, Sendable {
    /// Absent inside GUILD_CREATE.
    package let guild: GuildID?
    /// Nil once the member has left voice.
    package let channel: ChannelID?
    package let user: UserID
    package let member: GuildMember?
    /// Identifies the voice session; half of what a voice gateway login needs.
    package let sessionID: String
    /// Muted or deafened by a moderator.
    package let isServerMuted: Bool
    package let isServerDeafened: Bool
    package let isSelfDeafened: Bool
    /// In a stage channel: may not speak until invited.
    package let isSuppressed: Bool

    package init(
        guild: GuildID? = nil, channel: ChannelID?, user: UserID, member: GuildMember? = nil, sessionID: String = "",
        isServerMuted: Bool = false, isServerDeafened: Bool = false, isSelfDeafened: Bool = false,
        isSuppressed: Bool = false
    ) {
        self.guild = guild
        self.channel = channel
        self.user = user
        self.member = member
        self.sessionID = sessionID
        self.isServerMuted = isServerMuted
        self.isServerDeafened = isServerDeafened
        self.isSelfDeafened = isSelfDeafened
        self.isSuppressed = isSuppressed
    }

    private enum Key: String, CodingKey {
        case member, suppress, mute, deaf
        case guild = "guild_id"
        case channel = "channel_id"
        case user = "user_id"
        case sessionID = "session_id"
        case selfDeaf = "self_deaf"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        guild = try container.decodeIfPresent(GuildID.self, forKey: .guild)
        channel = try container.decodeIfPresent(ChannelID.self, forKey: .channel)
        user = try container.decode(UserID.self, forKey: .user)
        // A member without a user object says nothing we need; it must not cost the voice state.
        member = try? container.decodeIfPresent(GuildMember.self, forKey: .member)
        sessionID = try container.decodeIfPresent(String.self, forKey: .sessionID) ?? ""
        isServerMuted = try container.decodeIfPresent(Bool.self, forKey: .mute) ?? false
        isServerDeafened = try container.decodeIfPresent(Bool.self, forKey: .deaf) ?? false
        isSelfDeafened = try container.decodeIfPresent(Bool.self, forKey: .selfDeaf) ?? false
        isSuppressed = try container.decodeIfPresent(Bool.self, forKey: .suppress) ?? false
    }
}
