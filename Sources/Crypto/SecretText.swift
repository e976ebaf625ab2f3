/// A secret in text form: a token, a password. It cannot be printed by accident; `reveal` is for the one place that sends it.
package struct SecretText: Sendable {
    private let text: String

    package init(_ text: String) { self.text = text }

    package var reveal: String { text }

    /// The same secret as key material.
    package var bytes: SecretBytes { SecretBytes(copying: Array(text.utf8)) }
}

extension SecretText: Equatable {
    /// In constant time for equal lengths.
    package static func == (left: SecretText, right: SecretText) -> Bool {
        ConstantTime.equal(Array(left.text.utf8), Array(right.text.utf8))
    }
}

extension SecretText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
