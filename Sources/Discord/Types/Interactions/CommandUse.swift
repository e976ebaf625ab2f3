/// A command as a member used it: its name, its options and the objects they name.
///
/// Discord checks options in the member's client only, so every value is checked again where it is used.
package struct CommandUse: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case chatInput, user, message
        case unknown(Int64)
    }

    package var name: String
    package var kind: Kind
    /// Which one of the command's subcommands; nil where it has none.
    package var subcommand: String?
    /// Of the subcommand, where there is one.
    package var options: [Option]
    /// What a command on a user or a message was used on.
    package var target: Target?
    package var attachments: [AttachmentID: Attachment]
    package var channels: [ChannelID: ResolvedChannel]

    package struct Option: Hashable, Sendable {
        package var name: String
        package var value: Value
        /// The member is typing it.
        package var isFocused: Bool

        package init(name: String, value: Value, isFocused: Bool = false) {
            self.name = name
            self.value = value
            self.isFocused = isFocused
        }
    }

    package enum Value: Hashable, Sendable {
        case text(String)
        case integer(Int64)
        case boolean(Bool)
        case number(Double)
        case user(UserID)
        case channel(ChannelID)
        case role(RoleID)
        case attachment(AttachmentID)
        /// A kind of option that this build does not know, subcommands included.
        case unknown(type: Int64)
    }

    package enum Target: Hashable, Sendable {
        case user(UserID)
        case message(Message)
    }

    /// What a message says, together with what it passes on of another.
    package struct Message: Hashable, Sendable {
        package var content: String
        package var attachments: [Attachment]
        /// Of the pages that Discord shows below the text.
        package var embeddedLinks: [String]

        package init(content: String, attachments: [Attachment], embeddedLinks: [String] = []) {
            self.content = content
            self.attachments = attachments
            self.embeddedLinks = embeddedLinks
        }
    }

    package subscript(_ option: String) -> Value? {
        options.first { $0.name == option }?.value
    }
}

/// A file uploaded with an interaction. `url` is signed and expires.
package struct Attachment: Codable, Hashable, Sendable {
    package var id: AttachmentID
    package var filename: String
    /// Bytes.
    package var size: Int
    package var url: String
    package var contentType: String?

    private enum CodingKeys: String, CodingKey {
        case id, filename, size, url
        case contentType = "content_type"
    }
}

/// What an interaction tells of a channel that one of its options names.
package struct ResolvedChannel: Codable, Hashable, Sendable {
    package static let voice: Int64 = 2
    package static let stage: Int64 = 13

    package var type: Int64?
    package var name: String?
    /// The member's own permissions there.
    package var permissions: Permissions?
}

extension CommandUse: Decodable {
    private enum Key: String, CodingKey {
        case name, type, options, resolved
        case target = "target_id"
    }

    private struct ResolvedMessage: Decodable {
        var content: String?
        var attachments: [Attachment]?
        var embeds: [Embed]?
        /// Discord's `message_snapshots`: what a forwarded message holds in the place of its own text.
        var forwarded: [Snapshot]?

        private enum CodingKeys: String, CodingKey {
            case content, attachments, embeds
            case forwarded = "message_snapshots"
        }

        struct Embed: Decodable {
            var url: String?
        }

        struct Snapshot: Decodable {
            var message: ResolvedMessage?
        }

        var message: Message {
            (forwarded ?? []).compactMap(\.message?.message).reduce(
                Message(
                    content: content ?? "", attachments: attachments ?? [],
                    embeddedLinks: (embeds ?? []).compactMap(\.url))
            ) { whole, part in
                Message(
                    content: whole.content + "\n" + part.content, attachments: whole.attachments + part.attachments,
                    embeddedLinks: whole.embeddedLinks + part.embeddedLinks)
            }
        }
    }

    private struct Subcommand: Decodable {
        var name: String
        var type: Int64
        var options: [Option]?
    }

    private struct Resolved: Decodable {
        var attachments: [String: Attachment]?
        var channels: [String: ResolvedChannel]?
        var messages: [String: ResolvedMessage]?
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        name = try container.decode(String.self, forKey: .name)
        let type = try container.decodeIfPresent(Int64.self, forKey: .type) ?? 1
        switch type {
        case 1: kind = .chatInput
        case 2: kind = .user
        case 3: kind = .message
        default: kind = .unknown(type)
        }
        let nested = (try? container.decodeIfPresent([Subcommand].self, forKey: .options)) ?? []
        if nested.count == 1, nested[0].type == 1 {
            subcommand = nested[0].name
            options = nested[0].options ?? []
        } else {
            options = try container.decodeIfPresent([Option].self, forKey: .options) ?? []
        }
        let resolved = try container.decodeIfPresent(Resolved.self, forKey: .resolved)
        attachments = Self.byID(resolved?.attachments)
        channels = Self.byID(resolved?.channels)
        guard let target = try container.decodeIfPresent(String.self, forKey: .target) else { return }
        switch kind {
        case .user: self.target = UserID(target).map { .user($0) }
        case .message:
            self.target = resolved?.messages?[target].map { .message($0.message) }
        case .chatInput, .unknown: break
        }
    }

    /// Objects whose key is no id can't be named by an option, so they are left out.
    private static func byID<Tag, Object>(_ objects: [String: Object]?) -> [Snowflake<Tag>: Object] {
        var result: [Snowflake<Tag>: Object] = [:]
        for (key, object) in objects ?? [:] {
            if let id = Snowflake<Tag>(key) { result[id] = object }
        }
        return result
    }
}

extension CommandUse.Option: Decodable {
    private enum Key: CodingKey {
        case name, type, value, focused
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        name = try container.decode(String.self, forKey: .name)
        isFocused = try container.decodeIfPresent(Bool.self, forKey: .focused) ?? false
        let type = try container.decode(Int64.self, forKey: .type)
        switch type {
        // Half a number or nothing yet; no option of that kind asks for proposals.
        case 4 where isFocused, 10 where isFocused: value = .unknown(type: type)
        case 3: value = .text(try container.decode(String.self, forKey: .value))
        case 4: value = .integer(try container.decode(Int64.self, forKey: .value))
        case 5: value = .boolean(try container.decode(Bool.self, forKey: .value))
        case 6: value = .user(try container.decode(UserID.self, forKey: .value))
        case 7: value = .channel(try container.decode(ChannelID.self, forKey: .value))
        case 8: value = .role(try container.decode(RoleID.self, forKey: .value))
        case 10: value = .number(try container.decode(Double.self, forKey: .value))
        case 11: value = .attachment(try container.decode(AttachmentID.self, forKey: .value))
        default: value = .unknown(type: type)
        }
    }
}
