/// What answers one interaction for 15 minutes. Whoever holds it can write in its channel, so it does not print.
package struct InteractionToken: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// For the REST call and for sealing only.
    package let revealed: String

    /// Nil unless it is 1 to 1,024 characters that need no escaping in a path: it becomes part of a REST address.
    package init?(_ text: String) {
        guard (1...1_024).contains(text.utf8.count), text.utf8.allSatisfy(Self.isUnreserved) else { return nil }
        revealed = text
    }

    package var description: String { "<interaction token>" }

    package var customMirror: Mirror { Mirror(self, children: []) }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"): true
        default: false
        }
    }
}

extension InteractionToken: Decodable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let token = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an interaction token")
        }
        self = token
    }
}
