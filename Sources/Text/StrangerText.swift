/// What strangers wrote (names, answers, titles), made harmless for the eye: no control characters, nothing that turns the
/// direction of the text around it (UAX 9) or hides in it, no towers of accents. Escaping is up to whoever shows it.
package enum StrangerText {
    /// Marks upon one letter; scripts in use need three.
    private static let marksPerLetter = 4

    /// One line of at most `limit` characters without needless blanks; `…` stands for what was cut. Empty where nothing
    /// readable is left.
    package static func line(_ text: String, limit: Int) -> String {
        harmless(text, limit, keepsLines: false)
    }

    /// Several lines of at most `limit` characters together; line breaks become `\n`.
    package static func lines(_ text: String, limit: Int) -> String {
        harmless(
            text.replacing("\r\n", with: "\n").replacing("\r", with: "\n"), limit, keepsLines: true)
    }

    private static func harmless(_ text: String, _ limit: Int, keepsLines: Bool) -> String {
        var scalars = String.UnicodeScalarView()
        var marks = 0
        // A character may be made of very many scalars: what lies beyond this can't be shown anyway.
        for scalar in text.unicodeScalars.prefix(limit * 16) {
            switch scalar.properties.generalCategory {
            case .control where keepsLines && scalar == "\n":
                marks = 0
                if scalars.last == " " { scalars.removeLast() }
                if !scalars.isEmpty { scalars.append("\n") }
            case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator:
                marks = 0
                if let last = scalars.last, last != " ", last != "\n" { scalars.append(" ") }
            case .format where !isJoiner(scalar), .surrogate, .privateUse, .unassigned: continue
            case .nonspacingMark, .enclosingMark, .spacingMark:
                marks += 1
                if marks <= marksPerLetter { scalars.append(scalar) }
            default:
                marks = 0
                scalars.append(scalar)
            }
        }
        while let last = scalars.last, last == " " || last == "\n" { scalars.removeLast() }
        let whole = String(scalars)
        return whole.count > limit ? whole.prefix(max(0, limit - 1)) + "…" : whole
    }

    /// Needed inside emoji and by several scripts; without effect on the order.
    private static func isJoiner(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\u{200D}" || scalar == "\u{200C}"
    }
}
