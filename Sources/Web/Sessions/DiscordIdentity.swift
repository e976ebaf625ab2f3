internal import DiscordTypes
internal import FoundationEssentials
internal import Text

/// Who signed in, and the servers they manage.
struct DiscordIdentity: Hashable, Sendable {
    var user: UserID
    /// The name people see; text of strangers.
    var name: String
    var servers: [ManagedServer]
    /// The language chosen in Discord, such as `de`.
    var locale: String?
}

/// The user object of `GET /users/@me`, as far as it is used.
struct DiscordUserPayload: Decodable {
    var id: UserID
    var username: String
    var globalName: String?
    var locale: String?

    private enum CodingKeys: String, CodingKey {
        case id, username, locale
        case globalName = "global_name"
    }
}

/// A partial guild of `GET /users/@me/guilds?with_counts=true`, as far as it is used.
struct DiscordGuildPayload: Decodable {
    /// ADMINISTRATOR and MANAGE_GUILD (Discord: "Permissions").
    private static let managing: UInt64 = 1 << 3 | 1 << 5

    var id: GuildID
    var name: String
    var owner: Bool?
    var permissions: String?
    var members: Int?

    private enum CodingKeys: String, CodingKey {
        case id, name, owner, permissions
        case members = "approximate_member_count"
    }

    /// Nil where the person is a mere member.
    var managed: ManagedServer? {
        let isOwner = owner == true
        let permissions = permissions.flatMap { UInt64($0) } ?? 0
        guard isOwner || permissions & Self.managing != 0 else { return nil }
        return ManagedServer(
            id: id, name: StrangerText.line(name, limit: 100), members: members, isOwner: isOwner)
    }
}
