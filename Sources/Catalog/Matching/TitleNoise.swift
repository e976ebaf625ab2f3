internal import Foundation

/// What titles say beside their song without meaning another recording.
enum TitleNoise {
    private static let words: Set<String> = [
        "official", "offizielles", "oficial", "officiel", "officielle", "ufficiale", "video", "videoclip", "music",
        "musik",
        "musikvideo", "audio", "lyric", "lyrics", "letra", "letras", "paroles", "testo", "visualizer", "visualiser",
        "hd", "hq",
        "uhd", "4k", "mv", "m", "v", "clip", "remaster", "remastered", "mono", "stereo", "original", "explicit",
        "dirty",
        "clean", "uncensored", "topic", "full", "song", "x", "new", "single", "ep", "album", "edition", "deluxe",
        "anniversary", "digital", "master", "quality", "better", "best", "high", "reupload", "reuploaded", "only",
        "track",
        "bonus", "by", "in", "on", "of", "a", "w", "for", "премьера", "клипа", "клип", "한글자막", "가사",
        "title", "ost", "soundtrack", "film", "vertical", "color", "coded",
    ]

    /// Make a whole remark one of where a song is from, who made it, or who put it there.
    private static let attributions: Set<String> = [
        "from", "prod", "produced", "directed", "dir", "records", "recordings", "label", "download", "subtitulado",
        "sub",
        "legendado", "letra", "lyrics", "shot", "album", "soundtrack", "ost", "tiktok",
    ]

    /// Say of a version that it is the usual one.
    private static let usual: [[String]] = [
        "radio edit", "single edit", "album edit", "video edit", "original mix", "album version", "single version",
        "original version", "remastered version", "lyric version", "lyrics version", "full version", "official version",
        "explicit version", "clean version", "mono version", "stereo version", "video version", "radio version",
        "hd version", "hq version", "studio version",
    ].map { $0.split(separator: " ").map(String.init) }

    private static let languages: Set<String> = [
        "english", "spanish", "espanol", "french", "francais", "german", "deutsch", "italian", "italiano", "portuguese",
        "japanese", "korean", "chinese", "mandarin", "hindi", "turkish", "russian", "arabic", "hebrew", "polish",
    ]

    /// How much an unknown word of a remark says that it is another version: a language or a number more than others.
    static func doubt(of word: String) -> Int {
        languages.contains(word) || word.allSatisfy(\.isNumber) ? 3 : 1
    }

    static func isNoise(_ word: String) -> Bool {
        words.contains(word) || isYear(word)
    }

    /// An ordinal goes with an anniversary.
    private static func isYear(_ word: String) -> Bool {
        if let number = Int(word) { return (1900...2100).contains(number) }
        return ["st", "nd", "rd", "th"].contains { word.hasSuffix($0) && Int(word.dropLast(2)) != nil }
    }

    static func isAttribution(_ words: TitleWords) -> Bool {
        words.texts.contains { attributions.contains($0) }
    }

    static func removeUsualVersions(from words: inout TitleWords) {
        for phrase in usual { while words.remove(phrase) {} }
    }
}

extension TitleWords {
    private static let numbers: [String: String] = [
        "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
        "nine": "9",
        "ten": "10", "eleven": "11", "twelve": "12", "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7",
        "viii": "8",
        "ix": "9", "part": "pt", "pts": "pt", "parts": "pt", "volume": "vol", "number": "no",
    ]

    /// With numbers written one way, and what is spelled letter by letter as a word.
    var comparable: TitleWords {
        var result = self
        result.words = []
        for word in words {
            var word = word
            word.text = Self.numbers[word.text] ?? word.text
            result.words.append(word)
        }
        result.joinSpelledWords()
        return result
    }

    /// `s l o w e d` becomes one word.
    private mutating func joinSpelledWords() {
        var joined: [Word] = []
        var run: [Word] = []
        func end() {
            if run.count > 3, var word = run.first {
                word.text = run.map(\.text).joined()
                joined.append(word)
            } else {
                joined += run
            }
            run = []
        }
        for word in words {
            let isLetter = word.text.count == 1 && word.text.first?.isLetter == true && word.text.first?.isASCII == true
            if !isLetter || run.last.map({ $0.segment != word.segment }) == true { end() }
            if isLetter { run.append(word) } else { joined.append(word) }
        }
        end()
        words = joined
    }

    /// Its parts, in order.
    var segments: [TitleWords] {
        var segments: [TitleWords] = []
        for word in words {
            if let last = segments.last?.words.last, last.segment == word.segment {
                segments[segments.count - 1].words.append(word)
            } else {
                var segment = self
                segment.words = [word]
                segments.append(segment)
            }
        }
        return segments
    }
}
