/// A part of a message with the flag `componentsV2`: text is a component like any other.
///
/// Source: Discord's "Component Reference".
package indirect enum Component: Hashable, Sendable {
    /// A box with a coloured edge; `accent` is 0xRRGGBB.
    case container([Component], accent: UInt32?)
    /// Markdown. All texts of a message together hold at most 4,000 characters.
    case text(String)
    case separator
    /// Up to five buttons.
    case row([Button])
    case select(Select)
}

/// A list to choose from; it fills a row of its own.
package struct Select: Hashable, Sendable {
    package struct Choice: Hashable, Sendable {
        /// At most 100 characters; not markdown.
        package var label: String
        /// Comes back in `ComponentUse.values`; at most 100 characters.
        package var value: String
        package var description: String?

        package init(label: String, value: String, description: String? = nil) {
            self.label = label
            self.value = value
            self.description = description
        }
    }

    /// 1 to 100 characters.
    package var id: String
    package var placeholder: String
    /// 1 to 25.
    package var choices: [Choice]
    /// How many may be chosen at once; at most as many as there are.
    package var maximumChosen: Int

    package init(id: String, placeholder: String, choices: [Choice], maximumChosen: Int = 1) {
        self.id = id
        self.placeholder = placeholder
        self.choices = choices
        self.maximumChosen = maximumChosen
    }
}

/// A button of a row.
package struct Button: Hashable, Sendable {
    package enum Style: Int, Codable, Sendable {
        case primary = 1, secondary = 2, success = 3, danger = 4
    }

    package enum Action: Hashable, Sendable {
        /// Comes back as `ComponentUse.customID`; 1 to 100 characters, each only once in a message.
        case custom(id: String, Style)
        /// Opens an address of at most 512 characters.
        case link(String)
    }

    /// At most 80 characters; not markdown.
    package var label: String
    package var action: Action
    package var isDisabled: Bool

    package init(label: String, action: Action, isDisabled: Bool = false) {
        self.label = label
        self.action = action
        self.isDisabled = isDisabled
    }
}

extension Component: Encodable {
    private enum Key: String, CodingKey {
        case type, content, components
        case accent = "accent_color"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .row(let buttons):
            try container.encode(1, forKey: .type)
            try container.encode(buttons, forKey: .components)
        case .select(let select):
            try container.encode(1, forKey: .type)
            try container.encode([select], forKey: .components)
        case .text(let content):
            try container.encode(10, forKey: .type)
            try container.encode(content, forKey: .content)
        case .separator: try container.encode(14, forKey: .type)
        case .container(let components, let accent):
            try container.encode(17, forKey: .type)
            try container.encodeIfPresent(accent, forKey: .accent)
            try container.encode(components, forKey: .components)
        }
    }
}

extension Button: Encodable {
    private enum Key: String, CodingKey {
        case type, style, label, url, disabled
        case customID = "custom_id"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(2, forKey: .type)
        try container.encode(label, forKey: .label)
        switch action {
        case .custom(let id, let style):
            try container.encode(style, forKey: .style)
            try container.encode(id, forKey: .customID)
        case .link(let url):
            try container.encode(5, forKey: .style)
            try container.encode(url, forKey: .url)
        }
        if isDisabled { try container.encode(true, forKey: .disabled) }
    }
}

extension Select: Encodable {
    private enum Key: String, CodingKey {
        case type, placeholder, options
        case customID = "custom_id"
        case maximumChosen = "max_values"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(3, forKey: .type)
        try container.encode(id, forKey: .customID)
        try container.encode(placeholder, forKey: .placeholder)
        try container.encode(choices, forKey: .options)
        if maximumChosen > 1 { try container.encode(maximumChosen, forKey: .maximumChosen) }
    }
}

extension Select.Choice: Encodable {}
