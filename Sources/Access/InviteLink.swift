package import DiscordTypes

/// Where a server's manager adds the bot (Discord: "OAuth2", bot authorization flow).
package enum InviteLink {
    /// View Channels, Send Messages (notices, the player's message), Read Message History (whether that message was scrolled away),
    /// Connect and Speak: what every server's bot needs. The song as a voice channel's status takes Set Voice Channel Status
    /// too, which whoever switches it on grants.
    package static let permissions: UInt64 = 1 << 10 | 1 << 11 | 1 << 16 | 1 << 20 | 1 << 21

    /// `base` is where people sign in with Discord. The server is chosen already and can't be changed on Discord's page.
    package static func address(application: ApplicationID, guild: GuildID, base: String) -> String {
        "\(base)/oauth2/authorize?client_id=\(application)&scope=bot%20applications.commands"
            + "&permissions=\(permissions)&guild_id=\(guild)&disable_guild_select=true"
    }
}
