/// A secret setting. It cannot be printed by accident; `reveal` is for the one place that sends it.
package struct SecretText: Sendable, Equatable {
    private let text: String

    package init(_ text: String) { self.text = text }

    package var reveal: String { text }
}

extension SecretText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
