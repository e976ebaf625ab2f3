package import DiscordTypes

/// One thing a person asked of a guild's player, on its way from the endpoint to the voice node.
///
/// The value is part of the wire format between the two processes and of what they store, so it only ever grows: new members
/// are optional, new actions get new names, and `Tests/JobsTests/Fixtures` holds an example of each that must decode for ever.
package struct PlaybackJob: Codable, Hashable, Sendable {
    /// The version this build writes. A node refuses a job of a higher one by name (`JobFailure.newerVersion`).
    package static let currentVersion = 1

    package var version: Int
    package var id: JobID
    package var guild: GuildID
    package var requester: Requester
    /// The text channel that notices about this job's track go to.
    package var textChannel: ChannelID?
    package var action: PlaybackAction
    /// When it was asked for, in milliseconds since 1970-01-01 UTC.
    package var createdAt: Int64

    package init(
        id: JobID, guild: GuildID, requester: Requester, textChannel: ChannelID?, action: PlaybackAction,
        createdAt: Int64
    ) {
        version = Self.currentVersion
        self.id = id
        self.guild = guild
        self.requester = requester
        self.textChannel = textChannel
        self.action = action
        self.createdAt = createdAt
    }
}

/// What makes a job idempotent: the interaction's id, or a UUID where a page or the terminal asks.
package struct JobID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// Nil unless `text` is 1 to 64 ASCII letters, digits or hyphens.
    package init?(_ text: String) {
        guard (1...64).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0 == 0x2D || Self.isLetterOrDigit($0) })
        else { return nil }
        self.text = text
    }

    package init(_ interaction: InteractionID) {
        text = interaction.description
    }

    package var description: String { text }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

extension JobID: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a job id")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// The member who asked.
package struct Requester: Codable, Hashable, Sendable {
    package var user: UserID
    /// As shown in the guild: nickname, else global name, else user name.
    package var name: String
    /// Discord's locale of the member's client, such as `de` or `en-GB`.
    package var locale: String?
    /// The member's roles, as Discord stated them with the signed interaction; nil: none.
    package var roles: [RoleID]?
    /// What the member may do in the channel of the command; nil: nothing.
    package var permissions: Permissions?
    /// One of the bot's operators, who acts from a page or the terminal and need not be a member; nil: no.
    package var isOperator: Bool?

    package init(
        user: UserID, name: String, locale: String?, roles: [RoleID]? = nil, permissions: Permissions? = nil,
        isOperator: Bool? = nil
    ) {
        self.user = user
        self.name = name
        self.locale = locale
        self.roles = roles
        self.permissions = permissions
        self.isOperator = isOperator
    }
}
