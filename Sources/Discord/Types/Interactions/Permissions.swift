/// A member's or the bot's permissions, as Discord's set of bits, written as a decimal string in JSON.
///
/// Source: Discord's "Permissions", "Bitwise Permission Flags".
package struct Permissions: OptionSet, Hashable, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    package static let administrator = Self(rawValue: 1 << 3)
    package static let manageGuild = Self(rawValue: 1 << 5)
    package static let viewChannel = Self(rawValue: 1 << 10)
    package static let sendMessages = Self(rawValue: 1 << 11)
    package static let connect = Self(rawValue: 1 << 20)
    package static let speak = Self(rawValue: 1 << 21)
    package static let moveMembers = Self(rawValue: 1 << 24)

    /// Every bit, known or not: what owners and administrators hold.
    package static let all = Self(rawValue: .max)

    /// Whether all of `needed` are granted; an administrator has every permission.
    package func allow(_ needed: Permissions) -> Bool {
        contains(.administrator) || isSuperset(of: needed)
    }
}

extension Permissions: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = UInt64(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a set of permissions")
        }
        rawValue = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(String(rawValue))
    }
}
