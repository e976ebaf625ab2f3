internal import Text

/// Text of people made harmless: first for the eye, then for markdown.
enum PlainText {
    static let defaultLimit = 100

    /// One line of at most `limit` characters; `…` stands for what was cut.
    static func clean(_ text: String, limit: Int) -> String {
        isolated(StrangerText.line(text, limit: limit))
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
