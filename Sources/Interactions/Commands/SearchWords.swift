internal import Text

/// What a member typed to search for: one line of 1 to 200 characters that can be read.
struct SearchWords: Hashable, Sendable {
    static let lengthLimit = 200

    let text: String

    /// Nil where nothing is left, or too much.
    init?(_ typed: String) {
        text = StrangerText.line(typed, limit: Self.lengthLimit + 1)
        guard (1...Self.lengthLimit).contains(text.count) else { return nil }
    }
}
