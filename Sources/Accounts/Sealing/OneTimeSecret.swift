package import Crypto

/// 256 random bits that are handed out once, as 43 characters, and stored as their hash only: a ticket.
package struct OneTimeSecret: Sendable {
    static let length = 43

    package let text: SecretText
    /// SHA-256 of the text.
    package let digest: [UInt8]

    package init() {
        self.init(trusted: Base64URL.encode(RandomBytes.make(32)))
    }

    /// Nil unless the text has the form of one.
    package init?(_ text: String) {
        guard text.utf8.count == Self.length, text.utf8.allSatisfy(Base64URL.isDigit) else { return nil }
        self.init(trusted: text)
    }

    private init(trusted text: String) {
        self.text = SecretText(text)
        digest = SHA256.hash(Array(text.utf8))
    }
}
