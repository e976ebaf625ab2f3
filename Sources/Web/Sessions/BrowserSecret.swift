internal import Crypto

/// 256 random bits that one browser keeps in a cookie: a session's token, or what ties a sign-in to the browser that began it.
///
/// It cannot be printed; `cookieValue` is for the one place that sends it. What is stored is its hash.
package struct BrowserSecret: Sendable {
    private let bytes: [UInt8]

    package static func make() -> BrowserSecret { BrowserSecret(bytes: RandomBytes.make(32)) }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// Nil unless `text` is one spelling only: 64 lower-case hexadecimal digits.
    package init?(cookieValue text: String) {
        guard text.utf8.count == 64, let bytes = Hex.decode(text, lowerCaseOnly: true) else { return nil }
        self.bytes = bytes
    }

    package var cookieValue: String { Hex.encode(bytes) }
    package var hash: [UInt8] { SHA256.hash(bytes) }

    /// Another secret that follows from this one and `purpose`, as hexadecimal digits. It tells nothing about this one.
    package func derive(_ purpose: String) -> String {
        Hex.encode(HMACSHA256.authenticationCode(for: Array(purpose.utf8), key: bytes))
    }

    /// What the forms of a session repeat, so that no other site can send them.
    var formToken: String { derive("timmybot form") }
}

extension BrowserSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
