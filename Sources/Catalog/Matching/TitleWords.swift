internal import Foundation

/// A title as words that can be compared: without case, accents, punctuation and what titles say beside their song.
package struct TitleWords: Equatable {
    struct Word: Equatable {
        var text: String
        /// Stands in brackets, or behind a dash or bar: a remark rather than the name.
        var isRemark: Bool
    }

    /// In order, remarks included.
    var words: [Word]

    package init(_ text: String) {
        var words: [Word] = []
        var depth = 0
        var current = ""
        func end() {
            if !current.isEmpty, !Self.unheard.contains(current) {
                words.append(Word(text: current, isRemark: depth > 0))
            }
            current = ""
        }
        for character in Self.folded(text) {
            if character.isLetter || character.isNumber {
                current.append(character)
            } else if !Self.apostrophes.contains(character) {
                end()
                if "([{【（".contains(character) { depth += 1 }
                if ")]}】）".contains(character) { depth = max(0, depth - 1) }
            }
        }
        end()
        self.words = words
    }

    package var texts: [String] { words.map(\.text) }

    /// Where the words stand one behind the other; nil where they don't.
    func position(of sought: [String]) -> Range<Int>? {
        guard !sought.isEmpty, sought.count <= words.count else { return nil }
        for start in 0...words.count - sought.count where words[start..<start + sought.count].map(\.text) == sought {
            return start..<start + sought.count
        }
        return nil
    }

    /// Takes the words out where they stand one behind the other. False where they don't.
    mutating func remove(_ sought: [String]) -> Bool {
        guard let range = position(of: sought) else { return false }
        words.removeSubrange(range)
        return true
    }

    private static let apostrophes: Set<Character> = ["'", "’", "‘", "`", "´"]
    /// Written or left out as people like.
    private static let unheard: Set<String> = ["the", "and", "und", "et", "y"]
    private static let letters: [Character: String] = [
        "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i", "đ": "d", "ł": "l", "þ": "th", "ð": "d",
    ]

    static func folded(_ text: String) -> String {
        let plain = text.folding(options: [.diacriticInsensitive, .caseInsensitive, .widthInsensitive], locale: nil)
        return plain.lowercased().reduce(into: "") { $0 += letters[$1] ?? String($1) }
    }
}
