/// One use of a command, a component or a form.
///
/// Members that Discord may leave out or set to null are optional; what this build does not know is kept as `unknown`,
/// so that it can be answered.
package struct Interaction: Sendable {
    package enum Kind: Hashable, Sendable {
        case command(CommandUse)
        case component(ComponentUse)
        case autocomplete(CommandUse)
        case modal(customID: String)
        case unknown(type: Int64)
    }

    package var id: InteractionID
    package var application: ApplicationID
    package var token: InteractionToken
    package var kind: Kind
    /// Nil in direct messages.
    package var guild: GuildID?
    package var channel: ChannelID?
    /// Who did it, in a guild.
    package var member: Member?
    /// Who did it, in direct messages.
    package var user: User?
    /// Language of the client that was used, such as `de` or `en-GB`.
    package var locale: String?
    package var guildLocale: String?
    /// What the bot may do in the channel.
    package var applicationPermissions: Permissions?

    package struct Member: Codable, Hashable, Sendable {
        package var user: User?
        package var nick: String?
        /// In the channel of the interaction, overwrites included.
        package var permissions: Permissions?
        package var roles: [RoleID]?
    }

    package struct User: Codable, Hashable, Sendable {
        package var id: UserID
        package var username: String?
        package var globalName: String?
        package var isBot: Bool?

        private enum CodingKeys: String, CodingKey {
            case id, username
            case globalName = "global_name"
            case isBot = "bot"
        }
    }
}

extension Interaction: Decodable {
    private enum Key: String, CodingKey {
        case id, token, type, data, channel, member, user, locale
        case application = "application_id"
        case guild = "guild_id"
        case channelID = "channel_id"
        case guildLocale = "guild_locale"
        case applicationPermissions = "app_permissions"
    }

    private struct PartialChannel: Decodable {
        var id: ChannelID?
    }

    private struct ModalData: Decodable {
        // Discord's name of the member.
        // swift-format-ignore: AlwaysUseLowerCamelCase
        var custom_id: String
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        id = try container.decode(InteractionID.self, forKey: .id)
        application = try container.decode(ApplicationID.self, forKey: .application)
        token = try container.decode(InteractionToken.self, forKey: .token)
        guild = try container.decodeIfPresent(GuildID.self, forKey: .guild)
        channel =
            try container.decodeIfPresent(ChannelID.self, forKey: .channelID)
            ?? container.decodeIfPresent(PartialChannel.self, forKey: .channel)?.id
        member = try container.decodeIfPresent(Member.self, forKey: .member)
        user = try container.decodeIfPresent(User.self, forKey: .user)
        locale = try container.decodeIfPresent(String.self, forKey: .locale)
        guildLocale = try container.decodeIfPresent(String.self, forKey: .guildLocale)
        applicationPermissions = try container.decodeIfPresent(Permissions.self, forKey: .applicationPermissions)
        let type = try container.decode(Int64.self, forKey: .type)
        switch type {
        case 2: kind = .command(try container.decode(CommandUse.self, forKey: .data))
        case 3: kind = .component(try container.decode(ComponentUse.self, forKey: .data))
        case 4: kind = .autocomplete(try container.decode(CommandUse.self, forKey: .data))
        case 5: kind = .modal(customID: try container.decode(ModalData.self, forKey: .data).custom_id)
        default: kind = .unknown(type: type)
        }
    }
}
