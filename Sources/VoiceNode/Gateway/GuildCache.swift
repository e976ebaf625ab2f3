import DiscordTypes

/// What is known of one guild. A value without I/O; `GuildDirectory` guards it.
struct GuildCache: Sendable {
    /// Where one member is.
    struct Presence: Hashable, Sendable {
        var channel: ChannelID
        /// Nil where Discord never said.
        var isBot: Bool?
        var isSuppressed: Bool
        var isDeafened: Bool
    }

    let id: GuildID
    var name: String
    var owner: UserID?
    /// During an outage the last known state is kept.
    var isAvailable = true
    var channels: [ChannelID: GuildChannel] = [:]
    var roles: [RoleID: Permissions] = [:]
    /// The bot's own roles.
    var ownRoles: [RoleID] = []
    /// Everyone in a voice channel.
    var voice: [UserID: Presence] = [:]
    /// Of whom it is known whether they are bots.
    private var isBot: [UserID: Bool] = [:]

    init(_ guild: GatewayGuild, self user: UserID?) {
        id = guild.id
        name = guild.name
        owner = guild.owner
        for channel in guild.channels { channels[channel.id] = channel }
        for role in guild.roles { roles[role.id] = role.permissions }
        for member in guild.members {
            isBot[member.user.id] = member.user.isBot
            if member.user.id == user { ownRoles = member.roles }
        }
        for state in guild.voiceStates { _ = apply(state, self: user) }
    }

    /// What changed by a voice state.
    struct VoiceChange: Hashable, Sendable {
        let user: UserID
        let from: ChannelID?
        let to: ChannelID?
    }

    mutating func apply(_ state: VoiceState, self user: UserID?) -> VoiceChange {
        if let member = state.member {
            isBot[state.user] = member.user.isBot
            if state.user == user { ownRoles = member.roles }
        }
        let before = voice[state.user]?.channel
        if let channel = state.channel {
            voice[state.user] = Presence(
                channel: channel, isBot: state.user == user ? true : isBot[state.user],
                isSuppressed: state.isSuppressed, isDeafened: state.isSelfDeafened || state.isServerDeafened)
        } else {
            voice[state.user] = nil
            // The gateway tells of members only while they are in voice; keeping them for ever would be a leak.
            isBot[state.user] = nil
        }
        return VoiceChange(user: state.user, from: before, to: state.channel)
    }

    mutating func apply(_ member: GuildMember, self user: UserID?) {
        if member.user.id == user { ownRoles = member.roles }
    }

    /// GUILD_UPDATE names the guild anew; channels and members are not in it.
    mutating func update(_ guild: GatewayGuild) {
        name = guild.name
        owner = guild.owner ?? owner
        guard !guild.roles.isEmpty else { return }
        roles = [:]
        for role in guild.roles { roles[role.id] = role.permissions }
    }

    mutating func removeChannel(_ channel: ChannelID) {
        channels[channel] = nil
        voice = voice.filter { $0.value.channel != channel }
    }

    /// Everyone in `channel`, bots and ourselves included.
    func occupants(of channel: ChannelID) -> [UserID] {
        voice.filter { $0.value.channel == channel }.map(\.key)
    }

    /// People in `channel`. An account of which nothing is known counts as a person, so that music is not cut off.
    func listeners(in channel: ChannelID) -> [UserID] {
        voice.filter { $0.value.channel == channel && $0.value.isBot != true }.map(\.key)
    }
}
