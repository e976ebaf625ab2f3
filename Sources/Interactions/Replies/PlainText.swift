/// Text of people made harmless: first for the eye (no control characters, no reordering, no towers of accents, one line),
/// then for markdown.
enum PlainText {
    static let defaultLimit = 100
    /// Marks upon one letter; scripts in use need three.
    private static let marksPerLetter = 4

    /// One line of at most `limit` characters; `…` stands for what was cut.
    static func clean(_ text: String, limit: Int) -> String {
        var scalars = String.UnicodeScalarView()
        var marks = 0
        // Many scalars make one character at most: what lies beyond this can't be shown anyway.
        for scalar in text.unicodeScalars.prefix(limit * 16) {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator:
                marks = 0
                if let last = scalars.last, last != " " { scalars.append(" ") }
            case .format where !isJoiner(scalar), .surrogate, .privateUse, .unassigned: continue
            case .nonspacingMark, .enclosingMark, .spacingMark:
                marks += 1
                if marks <= marksPerLetter { scalars.append(scalar) }
            default:
                marks = 0
                scalars.append(scalar)
            }
        }
        while scalars.last == " " { scalars.removeLast() }
        let cleaned = String(scalars)
        guard cleaned.count > limit else { return isolated(cleaned) }
        return isolated(cleaned.prefix(limit - 1) + "…")
    }

    /// With a backslash before whatever markdown, mentions, emoji and automatic links are made of.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count + 8)
        var isNumberSoFar = true
        for scalar in text.unicodeScalars {
            let startsList = isNumberSoFar && scalar == "."
            if startsList || isSpecial(scalar) { result.unicodeScalars.append("\\") }
            result.unicodeScalars.append(scalar)
            isNumberSoFar = isNumberSoFar && ("0"..."9").contains(scalar)
        }
        return result
    }

    private static func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\\", "*", "_", "~", "`", "|", "<", ">", "#", "[", "]", "(", ")", "@", ":", "-", "+": true
        default: false
        }
    }

    /// Needed inside emoji and by several scripts; without effect on the order.
    private static func isJoiner(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\u{200D}" || scalar == "\u{200C}"
    }

    /// Text with letters that run from right to left, kept from reordering what stands around it (Unicode UAX #9, isolates).
    private static func isolated(_ text: String) -> String {
        text.unicodeScalars.contains(where: runsRightToLeft) ? "\u{2068}\(text)\u{2069}" : text
    }

    private static func runsRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
        default: false
        }
    }
}
