/// One option of a slash command as it is registered.
///
/// Source: Discord's "Application Commands", "Application Command Option Structure".
package struct CommandOption: Hashable, Sendable {
    package enum Kind: Int, Codable, Sendable {
        case subcommand = 1, subcommandGroup = 2, text = 3, integer = 4, boolean = 5, user = 6, channel = 7, role = 8
        case mentionable = 9, number = 10, attachment = 11
    }

    package var kind: Kind
    package var name: String
    package var nameLocalizations: [String: String]
    package var description: String
    package var descriptionLocalizations: [String: String]
    package var isRequired: Bool
    /// For channels: the types that are offered.
    package var channelTypes: [Int64]
    /// For integers and numbers.
    package var minimum: Int64?
    package var maximum: Int64?
    /// For texts, in characters; at most 6,000.
    package var maximumLength: Int?
    /// Whether we propose values while a member types; only without `choices`.
    package var isProposed: Bool
    /// What alone can be given; at most 25.
    package var choices: [Choice]
    /// Of a subcommand.
    package var options: [CommandOption]

    package struct Choice: Codable, Hashable, Sendable {
        package var name: String
        package var nameLocalizations: [String: String]
        package var value: String

        private enum CodingKeys: String, CodingKey {
            case name, value
            case nameLocalizations = "name_localizations"
        }

        package init(name: String, nameLocalizations: [String: String], value: String) {
            self.name = name
            self.nameLocalizations = nameLocalizations
            self.value = value
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            name = try container.decode(String.self, forKey: .name)
            nameLocalizations =
                try container.decodeIfPresent([String: String].self, forKey: .nameLocalizations) ?? [:]
            value = try container.decode(String.self, forKey: .value)
        }
    }

    package init(
        _ kind: Kind, name: String, nameLocalizations: [String: String], description: String,
        descriptionLocalizations: [String: String], isRequired: Bool = false, channelTypes: [Int64] = [],
        minimum: Int64? = nil, maximum: Int64? = nil, maximumLength: Int? = nil, isProposed: Bool = false,
        choices: [Choice] = [], options: [CommandOption] = []
    ) {
        self.isProposed = isProposed
        self.choices = choices
        self.options = options
        self.kind = kind
        self.name = name
        self.nameLocalizations = nameLocalizations
        self.description = description
        self.descriptionLocalizations = descriptionLocalizations
        self.isRequired = isRequired
        self.channelTypes = channelTypes
        self.minimum = minimum
        self.maximum = maximum
        self.maximumLength = maximumLength
    }
}

extension CommandOption: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, description, choices, options
        case kind = "type"
        case isProposed = "autocomplete"
        case nameLocalizations = "name_localizations"
        case descriptionLocalizations = "description_localizations"
        case isRequired = "required"
        case channelTypes = "channel_types"
        case minimum = "min_value"
        case maximum = "max_value"
        case maximumLength = "max_length"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        kind = try container.decode(Kind.self, forKey: .kind)
        name = try container.decode(String.self, forKey: .name)
        nameLocalizations = try container.decodeIfPresent([String: String].self, forKey: .nameLocalizations) ?? [:]
        description = try container.decode(String.self, forKey: .description)
        descriptionLocalizations =
            try container.decodeIfPresent([String: String].self, forKey: .descriptionLocalizations) ?? [:]
        isRequired = try container.decodeIfPresent(Bool.self, forKey: .isRequired) ?? false
        channelTypes = try container.decodeIfPresent([Int64].self, forKey: .channelTypes) ?? []
        minimum = try container.decodeIfPresent(Int64.self, forKey: .minimum)
        maximum = try container.decodeIfPresent(Int64.self, forKey: .maximum)
        maximumLength = try container.decodeIfPresent(Int.self, forKey: .maximumLength)
        isProposed = try container.decodeIfPresent(Bool.self, forKey: .isProposed) ?? false
        choices = try container.decodeIfPresent([Choice].self, forKey: .choices) ?? []
        options = try container.decodeIfPresent([CommandOption].self, forKey: .options) ?? []
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(name, forKey: .name)
        try container.encode(nameLocalizations, forKey: .nameLocalizations)
        try container.encode(description, forKey: .description)
        try container.encode(descriptionLocalizations, forKey: .descriptionLocalizations)
        if isRequired { try container.encode(true, forKey: .isRequired) }
        if !channelTypes.isEmpty { try container.encode(channelTypes, forKey: .channelTypes) }
        try container.encodeIfPresent(minimum, forKey: .minimum)
        try container.encodeIfPresent(maximum, forKey: .maximum)
        try container.encodeIfPresent(maximumLength, forKey: .maximumLength)
        if isProposed { try container.encode(true, forKey: .isProposed) }
        if !choices.isEmpty { try container.encode(choices, forKey: .choices) }
        if !options.isEmpty { try container.encode(options, forKey: .options) }
    }
}
