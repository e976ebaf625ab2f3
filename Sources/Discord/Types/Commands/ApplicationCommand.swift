/// A slash command as it is registered with Discord.
///
/// Encoding writes what registration takes. Decoding also reads what Discord answers: what it adds (ids, versions) is left
/// out, what it leaves out or sets to null gets its default, so that equal values are equal registrations.
/// Source: Discord's "Application Commands", "Application Command Object".
package struct ApplicationCommand: Hashable, Sendable {
    /// Where a command may be used.
    package enum Context: Int, Codable, Sendable {
        case guild = 0, botDirectMessage = 1, privateChannel = 2
    }

    /// What a command may be installed to.
    package enum Installation: Int, Codable, Sendable {
        case guild = 0, user = 1
    }

    /// 1 for a slash command, 2 for one on a user, 3 for one on a message.
    package var type: Int
    package var name: String
    /// By Discord's locale, such as `de`.
    package var nameLocalizations: [String: String]
    package var description: String
    package var descriptionLocalizations: [String: String]
    package var options: [CommandOption]
    /// What a member needs unless the guild decides otherwise; nil: nothing.
    package var defaultMemberPermissions: Permissions?
    package var contexts: [Context]
    package var installations: [Installation]

    package init(
        name: String, nameLocalizations: [String: String], description: String,
        descriptionLocalizations: [String: String], options: [CommandOption], defaultMemberPermissions: Permissions?,
        type: Int = 1
    ) {
        self.type = type
        self.name = name
        self.nameLocalizations = nameLocalizations
        self.description = description
        self.descriptionLocalizations = descriptionLocalizations
        self.options = options
        self.defaultMemberPermissions = defaultMemberPermissions
        contexts = [.guild]
        installations = [.guild]
    }
}

extension ApplicationCommand: Codable {
    private enum CodingKeys: String, CodingKey {
        case type, name, description, options, contexts
        case nameLocalizations = "name_localizations"
        case descriptionLocalizations = "description_localizations"
        case defaultMemberPermissions = "default_member_permissions"
        case installations = "integration_types"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        type = try container.decodeIfPresent(Int.self, forKey: .type) ?? 1
        name = try container.decode(String.self, forKey: .name)
        nameLocalizations = try container.decodeIfPresent([String: String].self, forKey: .nameLocalizations) ?? [:]
        // Commands on users and messages have none.
        description = try container.decodeIfPresent(String.self, forKey: .description) ?? ""
        descriptionLocalizations =
            try container.decodeIfPresent([String: String].self, forKey: .descriptionLocalizations) ?? [:]
        options = try container.decodeIfPresent([CommandOption].self, forKey: .options) ?? []
        defaultMemberPermissions = try container.decodeIfPresent(Permissions.self, forKey: .defaultMemberPermissions)
        contexts = try container.decodeIfPresent([Context].self, forKey: .contexts) ?? []
        installations = try container.decodeIfPresent([Installation].self, forKey: .installations) ?? [.guild]
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(type, forKey: .type)
        try container.encode(name, forKey: .name)
        try container.encode(nameLocalizations, forKey: .nameLocalizations)
        try container.encode(description, forKey: .description)
        try container.encode(descriptionLocalizations, forKey: .descriptionLocalizations)
        try container.encode(options, forKey: .options)
        // Null is said, since leaving it out would keep what was registered before.
        try container.encode(defaultMemberPermissions, forKey: .defaultMemberPermissions)
        try container.encode(contexts, forKey: .contexts)
        try container.encode(installations, forKey: .installations)
    }
}
