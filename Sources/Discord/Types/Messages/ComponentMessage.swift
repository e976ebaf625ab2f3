/// A message made of components. It mentions nobody, whatever its texts hold.
package struct ComponentMessage: Hashable, Sendable {
    /// Who sees it. It can't be changed once the message (or its deferral) was sent.
    package enum Visibility: Hashable, Sendable {
        case everyone
        /// Only whoever caused it.
        case requester
    }

    package var components: [Component]
    package var visibility: Visibility

    package init(_ components: [Component], visibility: Visibility) {
        self.components = components
        self.visibility = visibility
    }
}

/// Flags of a message that the bot sets.
package struct MessageFlags: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package static let ephemeral = Self(rawValue: 1 << 6)
    package static let componentsV2 = Self(rawValue: 1 << 15)
}

extension MessageFlags: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

extension ComponentMessage: Encodable {
    private enum Key: String, CodingKey {
        case components, flags
        case allowedMentions = "allowed_mentions"
    }

    private struct NoMentions: Encodable {
        var parse: [String] = []
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(NoMentions(), forKey: .allowedMentions)
        try container.encode(components, forKey: .components)
        try container.encode(flags, forKey: .flags)
    }

    package var flags: MessageFlags {
        visibility == .requester ? [.componentsV2, .ephemeral] : .componentsV2
    }
}
