/// The name of a key in a ring: up to 32 lower-case letters, digits and hyphens. It is stored beside what the key sealed.
package struct KeyID: Hashable, Sendable, LosslessStringConvertible {
    static let maximumLength = 32

    package let description: String

    package init?(_ description: String) {
        guard (1...Self.maximumLength).contains(description.utf8.count),
            description.utf8.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "-")
            })
        else { return nil }
        self.description = description
    }
}
