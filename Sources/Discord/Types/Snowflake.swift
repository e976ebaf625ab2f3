/// A Discord id: 64 bits, unique for its kind, written as a decimal string in JSON.
///
/// `Tag` names the kind, so that a guild's id does not fit where a user's is wanted.
/// Source: Discord's API reference, "Snowflakes".
package struct Snowflake<Tag>: Hashable, Sendable {
    package let rawValue: UInt64

    package init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// When the id was made, in milliseconds since 1970-01-01 UTC.
    package var millisecondsSince1970: UInt64 {
        (rawValue >> 22) + 1_420_070_400_000
    }
}

extension Snowflake: LosslessStringConvertible {
    /// Reads decimal digits only: no sign, no blank, nothing above 2^64-1.
    package init?(_ description: String) {
        guard !description.isEmpty, description.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let value = UInt64(description)
        else { return nil }
        rawValue = value
    }

    package var description: String { String(rawValue) }
}

extension Snowflake: Codable {
    /// Accepts a string, which Discord sends, or an unsigned integer, which some tools send.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            guard let value = Self(text) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a snowflake")
            }
            self = value
        } else {
            rawValue = try container.decode(UInt64.self)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Snowflake: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Kinds of snowflakes that have no type of their own. None has a value; they only tell ids apart.
package enum Application {}
package enum Channel {}
package enum Guild {}
package enum Message {}
package enum Role {}
package enum User {}

package typealias ApplicationID = Snowflake<Application>
package typealias AttachmentID = Snowflake<Attachment>
package typealias ChannelID = Snowflake<Channel>
package typealias GuildID = Snowflake<Guild>
package typealias InteractionID = Snowflake<Interaction>
package typealias MessageID = Snowflake<Message>
package typealias RoleID = Snowflake<Role>
package typealias UserID = Snowflake<User>
