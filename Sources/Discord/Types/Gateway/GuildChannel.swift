/// A channel of a guild as the gateway describes it; only what a voice node needs.
package struct GuildChannel: Decodable, Hashable, Sendable {
    /// Discord's channel types. Values nobody knows yet are kept.
    package struct Kind: RawRepresentable, Codable, Hashable, Sendable {
        package let rawValue: Int

        package init(rawValue: Int) {
            self.rawValue = rawValue
        }

        package static let voice = Self(rawValue: 2)
        package static let stage = Self(rawValue: 13)
    }

    package let id: ChannelID
    /// Absent inside GUILD_CREATE, where the guild is the surrounding object.
    package let guild: GuildID?
    package let kind: Kind
    package let name: String
    /// Bits per second.
    package let bitrate: Int?
    /// The most people the channel admits; 0 means no limit.
    package let userLimit: Int
    package let overwrites: [PermissionOverwrite]

    package init(
        id: ChannelID, guild: GuildID? = nil, kind: Kind, name: String, bitrate: Int? = nil, userLimit: Int = 0,
        overwrites: [PermissionOverwrite] = []
    ) {
        self.id = id
        self.guild = guild
        self.kind = kind
        self.name = name
        self.bitrate = bitrate
        self.userLimit = userLimit
        self.overwrites = overwrites
    }

    private enum Key: String, CodingKey {
        case id, type, name, bitrate
        case guild = "guild_id"
        case userLimit = "user_limit"
        case overwrites = "permission_overwrites"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        id = try container.decode(ChannelID.self, forKey: .id)
        guild = try container.decodeIfPresent(GuildID.self, forKey: .guild)
        kind = try container.decode(Kind.self, forKey: .type)
        name = try container.decodeIfPresent(String.self, forKey: .name) ?? ""
        bitrate = try container.decodeIfPresent(Int.self, forKey: .bitrate)
        userLimit = try container.decodeIfPresent(Int.self, forKey: .userLimit) ?? 0
        overwrites = try container.decodeLeniently(PermissionOverwrite.self, forKey: .overwrites)
    }

    /// Whether people can be in it with audio.
    package var hasAudio: Bool { kind == .voice || kind == .stage }
}
