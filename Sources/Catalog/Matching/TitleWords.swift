internal import Foundation

/// A title as words that can be compared: without case, accents, punctuation and what titles say beside their song.
package struct TitleWords: Equatable {
    struct Word: Equatable {
        var text: String
        /// The part of the title it stands in: what is in brackets, and what dashes and bars divide.
        var segment: Int
        /// Stands in brackets: a remark rather than the name.
        var isRemark: Bool
    }

    /// In order, remarks included.
    var words: [Word]

    package init(_ text: String) {
        var reader = Reader()
        let characters = Array(Self.folded(text))
        for (index, character) in characters.enumerated() {
            let before = index > 0 ? characters[index - 1] : " "
            let after = index + 1 < characters.count ? characters[index + 1] : " "
            reader.take(character, between: before, after)
        }
        reader.endWord()
        words = reader.words
        // A name of signs alone is made of these.
        guard words.isEmpty else { return }
        let signs = characters.filter { !$0.isWhitespace && $0 != "\u{FE0F}" }
        words = signs.map { Word(text: String($0), segment: 0, isRemark: false) }
    }

    init(words: [String]) {
        self.words = words.map { Word(text: $0, segment: 0, isRemark: false) }
    }

    package var texts: [String] { words.map(\.text) }

    /// Where words stand one behind the other that make up the same letters, however they are divided; nil where they don't.
    /// An asterisk stands for any letter.
    func position(of sought: [String]) -> Range<Int>? {
        let letters = Array(sought.joined())
        guard !letters.isEmpty else { return nil }
        for start in words.indices {
            var (found, end) = ([Character](), start)
            while end < words.count, found.count < letters.count {
                found += Array(words[end].text)
                end += 1
            }
            if Self.isLike(found, letters) { return start..<end }
        }
        return nil
    }

    /// Takes the words out where they stand one behind the other. False where they don't.
    mutating func remove(_ sought: [String]) -> Bool {
        guard let range = position(of: sought) else { return false }
        words.removeSubrange(range)
        return true
    }

    private static func isLike(_ left: [Character], _ right: [Character]) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { $0 == $1 || $0 == "*" || $1 == "*" }
    }

    private static let letters: [Character: String] = [
        "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i", "đ": "d", "ł": "l", "þ": "th", "ð": "d",
    ]

    static func folded(_ text: String) -> String {
        // Letters of other alphabets that only look different, 𝐛𝐨𝐥𝐝 for one, become the usual ones.
        let usual = text.precomposedStringWithCompatibilityMapping
        let plain = usual.folding(options: [.diacriticInsensitive, .caseInsensitive, .widthInsensitive], locale: nil)
        return plain.lowercased().reduce(into: "") { $0 += letters[$1] ?? String($1) }
    }
}

extension TitleWords {
    /// Divides a title into words and segments.
    private struct Reader {
        private(set) var words: [Word] = []
        private var current = ""
        private var segment = 0
        private var depth = 0

        private static let apostrophes: Set<Character> = ["'", "’", "‘", "`", "´"]
        private static let dividers: Set<Character> = ["-", "–", "—", "_", "~", "/"]
        /// Written or left out as people like.
        private static let unheard: Set<String> = ["the", "and", "und", "et", "y"]

        mutating func take(_ character: Character, between before: Character, _ after: Character) {
            if character.isLetter || character.isNumber || (character == "*" && !current.isEmpty) {
                current.append(character)
                return
            }
            guard !Self.apostrophes.contains(character) else { return }
            endWord()
            if "([{【（「『《".contains(character) {
                depth += 1
                segment += 1
            } else if ")]}】）」』》".contains(character) {
                depth = max(0, depth - 1)
                segment += 1
            } else if "|•".contains(character) || divides(character, before, after) {
                segment += 1
            }
        }

        mutating func endWord() {
            while current.hasSuffix("*") { current.removeLast() }
            if !current.isEmpty, !Self.unheard.contains(current) {
                words.append(Word(text: current, segment: segment, isRemark: depth > 0))
            }
            current = ""
        }

        /// A dash does with spaces around it; a bar across, which joins two names, where there are two.
        private func divides(_ character: Character, _ before: Character, _ after: Character) -> Bool {
            guard Self.dividers.contains(character) else { return false }
            return character == "/" ? before == "/" || after == "/" : before == " " && after == " "
        }
    }
}
