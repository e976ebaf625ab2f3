/// What a check of `timmybot doctor` found.
package struct Finding: Sendable, Equatable {
    package enum Kind: Sendable {
        case good
        /// It works without, but somebody should know.
        case notice
        case broken
    }

    package var kind: Kind
    package var subject: String
    package var text: String
    /// What to do about it.
    package var remedy: String?

    package static func good(_ subject: String, _ text: String) -> Finding {
        Finding(kind: .good, subject: subject, text: text, remedy: nil)
    }

    package static func notice(_ subject: String, _ text: String, _ remedy: String) -> Finding {
        Finding(kind: .notice, subject: subject, text: text, remedy: remedy)
    }

    package static func broken(_ subject: String, _ text: String, _ remedy: String) -> Finding {
        Finding(kind: .broken, subject: subject, text: text, remedy: remedy)
    }

    /// One line, and a second one with the remedy.
    package var lines: String {
        let mark =
            switch kind {
            case .good: "✓"
            case .notice: "•"
            case .broken: "✗"
            }
        let first = "\(mark) \(subject): \(text)"
        return remedy.map { "\(first)\n    → \($0)" } ?? first
    }
}
