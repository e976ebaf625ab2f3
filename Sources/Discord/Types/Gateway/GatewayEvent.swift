/// What the main gateway dispatches (op 0), as far as a voice node uses it.
package enum GatewayEvent: Sendable {
    case ready(GatewayReady)
    case resumed
    case guildCreate(GatewayGuild)
    /// Carries roles but neither channels nor members.
    case guildUpdate(GatewayGuild)
    case guildDelete(UnavailableGuild)
    case channelCreate(GuildChannel)
    case channelUpdate(GuildChannel)
    case channelDelete(GuildChannel)
    case roleUpdate(GuildID, GuildRole)
    case roleDelete(GuildID, RoleID)
    case memberUpdate(GuildID, GuildMember)
    case voiceStateUpdate(VoiceState)
    case voiceServerUpdate(VoiceServer)
    /// An event the node has no use for.
    case ignored(name: String)
    /// An event whose body is not what the documentation promises; `reason` names the place, never a value.
    case malformed(name: String, reason: String)
}

/// READY: the session that a later resume continues.
package struct GatewayReady: Decodable, Hashable, Sendable {
    package let user: UserID
    package let sessionID: String
    package let resumeURL: String
    /// Every guild the bot is in; GUILD_CREATE follows for each.
    package let guilds: [UnavailableGuild]

    package init(user: UserID, sessionID: String, resumeURL: String, guilds: [UnavailableGuild] = []) {
        self.user = user
        self.sessionID = sessionID
        self.resumeURL = resumeURL
        self.guilds = guilds
    }

    private enum Key: String, CodingKey {
        case user, guilds
        case sessionID = "session_id"
        case resumeURL = "resume_gateway_url"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        user = try container.decode(GatewayUser.self, forKey: .user).id
        sessionID = try container.decode(String.self, forKey: .sessionID)
        resumeURL = try container.decode(String.self, forKey: .resumeURL)
        guilds = try container.decodeLeniently(UnavailableGuild.self, forKey: .guilds)
    }
}

extension GatewayEvent {
    private enum BodyKey: String, CodingKey {
        case guild = "guild_id"
        case role
        case roleID = "role_id"
    }

    /// Decodes the body of the dispatch called `name`. Never throws: a sequence number counts even if its event is broken.
    init(name: String, from decoder: any Decoder) {
        do {
            self = try Self.decode(name: name, from: decoder)
        } catch let error as DecodingError {
            self = .malformed(name: name, reason: error.place)
        } catch {
            self = .malformed(name: name, reason: "unreadable")
        }
    }

    private static func decode(name: String, from decoder: any Decoder) throws -> Self {
        switch name {
        case "READY": .ready(try GatewayReady(from: decoder))
        case "RESUMED": .resumed
        case "GUILD_CREATE": .guildCreate(try GatewayGuild(from: decoder))
        case "GUILD_UPDATE": .guildUpdate(try GatewayGuild(from: decoder))
        case "GUILD_DELETE": .guildDelete(try UnavailableGuild(from: decoder))
        case "CHANNEL_CREATE": .channelCreate(try GuildChannel(from: decoder))
        case "CHANNEL_UPDATE": .channelUpdate(try GuildChannel(from: decoder))
        case "CHANNEL_DELETE": .channelDelete(try GuildChannel(from: decoder))
        case "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE": try roleUpdate(from: decoder)
        case "GUILD_ROLE_DELETE": try roleDelete(from: decoder)
        case "GUILD_MEMBER_UPDATE": try memberUpdate(from: decoder)
        case "VOICE_STATE_UPDATE": .voiceStateUpdate(try VoiceState(from: decoder))
        case "VOICE_SERVER_UPDATE": .voiceServerUpdate(try VoiceServer(from: decoder))
        default: .ignored(name: name)
        }
    }

    private static func roleUpdate(from decoder: any Decoder) throws -> Self {
        let container = try decoder.container(keyedBy: BodyKey.self)
        return .roleUpdate(
            try container.decode(GuildID.self, forKey: .guild), try container.decode(GuildRole.self, forKey: .role))
    }

    private static func roleDelete(from decoder: any Decoder) throws -> Self {
        let container = try decoder.container(keyedBy: BodyKey.self)
        return .roleDelete(
            try container.decode(GuildID.self, forKey: .guild), try container.decode(RoleID.self, forKey: .roleID))
    }

    private static func memberUpdate(from decoder: any Decoder) throws -> Self {
        let container = try decoder.container(keyedBy: BodyKey.self)
        return .memberUpdate(try container.decode(GuildID.self, forKey: .guild), try GuildMember(from: decoder))
    }
}

extension DecodingError {
    /// Where and how decoding failed, without any value of the input.
    var place: String {
        let (kind, path): (String, [any CodingKey]) =
            switch self {
            case .typeMismatch(_, let context): ("wrong type", context.codingPath)
            case .valueNotFound(_, let context): ("null", context.codingPath)
            case .keyNotFound(let key, let context): ("missing", context.codingPath + [key])
            case .dataCorrupted(let context): ("invalid", context.codingPath)
            @unknown default: ("unreadable", [])
            }
        return "\(kind): \(path.map(\.stringValue).joined(separator: "."))"
    }
}
