/// A member of a guild: who, whether a bot, and which roles.
package struct GuildMember: Decodable, Hashable, Sendable {
    package let user: GatewayUser
    package let roles: [RoleID]

    package init(user: GatewayUser, roles: [RoleID]) {
        self.user = user
        self.roles = roles
    }

    private enum Key: String, CodingKey { case user, roles }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        user = try container.decode(GatewayUser.self, forKey: .user)
        roles = try container.decodeIfPresent([RoleID].self, forKey: .roles) ?? []
    }
}

/// The account behind a member.
package struct GatewayUser: Decodable, Hashable, Sendable {
    package let id: UserID
    package let isBot: Bool

    package init(id: UserID, isBot: Bool = false) {
        self.id = id
        self.isBot = isBot
    }

    private enum Key: String, CodingKey { case id, bot }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        id = try container.decode(UserID.self, forKey: .id)
        isBot = try container.decodeIfPresent(Bool.self, forKey: .bot) ?? false
    }
}
