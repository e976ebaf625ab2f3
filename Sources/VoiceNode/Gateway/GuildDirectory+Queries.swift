package import DiscordTypes

/// What players ask.
extension GuildDirectory {
    /// Nil if the bot is not in the guild.
    package func name(of guild: GuildID) -> String? {
        read(guild) { cache, _ in cache.name }
    }

    /// Nil if the channel is unknown.
    package func channel(_ channel: ChannelID, in guild: GuildID) -> GuildChannel? {
        read(guild) { cache, _ in cache.channels[channel] } ?? nil
    }

    /// The voice or stage channel `user` is in; nil if in none.
    package func voiceChannel(of user: UserID, in guild: GuildID) -> ChannelID? {
        read(guild) { cache, _ in cache.voice[user]?.channel } ?? nil
    }

    /// The people in a channel: bots, ourselves among them, are left out.
    package func listeners(in channel: ChannelID, of guild: GuildID) -> [UserID] {
        read(guild) { cache, user in cache.listeners(in: channel).filter { $0 != user } } ?? []
    }

    /// The bot's permissions in a channel; nil if the channel is unknown or the bot has not logged in yet.
    package func ownPermissions(in channel: ChannelID, of guild: GuildID) -> Permissions? {
        read(guild) { cache, user in
            guard let user, let channel = cache.channels[channel] else { return nil }
            return cache.ownPermissions(of: user, in: channel)
        } ?? nil
    }

    /// Why the bot could not join `channel` and be heard; empty if nothing is known to stand in the way.
    /// During an outage of the guild the last known state answers.
    package func obstacles(to channel: ChannelID, in guild: GuildID) -> [JoinObstacle] {
        read(guild) { cache, user in
            guard let user else { return [] }
            return cache.obstacles(of: user, to: channel)
        } ?? [.unknownChannel]
    }
}
