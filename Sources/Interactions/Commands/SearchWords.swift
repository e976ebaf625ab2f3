/// What a member typed to search for: one line of 1 to 200 characters that can be read.
struct SearchWords: Hashable, Sendable {
    static let lengthLimit = 200

    let text: String

    /// Nil where nothing is left, or too much. Characters that can't be seen become blanks.
    init?(_ typed: String) {
        let readable = typed.unicodeScalars.map { scalar -> Character in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: " "
            default: Character(scalar)
            }
        }
        text = String(readable).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard (1...Self.lengthLimit).contains(text.count) else { return nil }
    }
}
