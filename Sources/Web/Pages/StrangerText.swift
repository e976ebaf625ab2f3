/// What strangers wrote (names, answers, titles), made fit for a page. Escaping is the template's part; this takes out what
/// no escaping stops: control characters, and the marks that turn the direction of the text behind them.
package enum StrangerText {
    /// One line of at most `limit` characters.
    package static func line(_ text: String, limit: Int) -> String {
        cut(text.unicodeScalars.lazy.filter(isHarmless), limit)
    }

    /// Several lines of at most `limit` characters together; line breaks become `\n`.
    package static func lines(_ text: String, limit: Int) -> String {
        let unified = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        return cut(unified.unicodeScalars.lazy.filter { $0 == "\n" || isHarmless($0) }, limit)
    }

    private static func cut(_ scalars: some Sequence<Unicode.Scalar>, _ limit: Int) -> String {
        var text = String.UnicodeScalarView()
        // A character may be made of very many scalars; so they are counted too.
        text.append(contentsOf: scalars.prefix(limit * 8))
        let whole = String(text)
        let kept = whole.prefix(limit)
        let trimmed = kept.drop(while: \.isWhitespace)
        let end = trimmed.lastIndex { !$0.isWhitespace }.map { trimmed.index(after: $0) } ?? trimmed.startIndex
        return String(trimmed[..<end]) + (kept.endIndex == whole.endIndex ? "" : "…")
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Marks, embeddings, overrides and isolates of the bidirectional algorithm (UAX 9), and invisible operators.
        case 0x061C, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF: false
        default:
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
            default: true
            }
        }
    }
}
