/// Discord's permission bits, written as a decimal string in JSON. Source: Discord's documentation, "Permissions".
package struct Permissions: OptionSet, Hashable, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    package static let administrator = Self(rawValue: 1 << 3)
    package static let viewChannel = Self(rawValue: 1 << 10)
    package static let connect = Self(rawValue: 1 << 20)
    package static let speak = Self(rawValue: 1 << 21)
    package static let muteMembers = Self(rawValue: 1 << 22)
    package static let moveMembers = Self(rawValue: 1 << 24)
    package static let requestToSpeak = Self(rawValue: 1 << 32)

    /// Every bit, known or not: what owners and administrators hold.
    package static let all = Self(rawValue: .max)
}

extension Permissions: Codable {
    /// Accepts the decimal string that Discord sends, or an unsigned integer.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            guard let value = UInt64(text) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a permission set")
            }
            rawValue = value
        } else {
            rawValue = try container.decode(UInt64.self)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(String(rawValue))
    }
}
