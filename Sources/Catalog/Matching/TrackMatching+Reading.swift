/// How titles and names of artists are read.
extension TrackMatching {
    /// Said beside a title without meaning another recording.
    static let noise: Set<String> = [
        "official", "video", "music", "audio", "lyric", "lyrics", "visualizer", "visualiser", "hd", "hq", "4k", "mv",
        "m", "v",
        "clip", "remaster", "remastered", "mono", "stereo", "version", "original", "explicit", "clean", "topic", "full",
        "song",
        "ft", "feat", "featuring", "with", "x", "new", "prod", "single", "album", "from",
    ]

    static func isYear(_ word: String) -> Bool {
        Int(word).map { (1900...2100).contains($0) } ?? false
    }

    /// `Name (remark) - remark` in its parts.
    static func parts(_ text: String) -> (name: String, remark: String) {
        var (name, remark, depth) = ("", "", 0)
        let dash = text.firstRange(of: " - ")
        let head = dash.map { text[..<$0.lowerBound] } ?? text[...]
        for character in head {
            if "([{".contains(character) { depth += 1 }
            if depth > 0 { remark.append(character) } else { name.append(character) }
            if ")]}".contains(character), depth > 0 { depth -= 1 }
        }
        if let dash { remark += " " + text[dash.upperBound...] }
        // A title that is all remark is a name after all.
        return TitleWords(name).words.isEmpty ? (text, "") : (name, remark)
    }

    /// The title without `(feat. …)`, and who that names.
    static func withoutGuests(_ title: String) -> (title: String, guests: String) {
        for mark in [
            "(feat. ", "(ft. ", "(featuring ", "(with ", "[feat. ", "[ft. ", "[with ", " feat. ", " ft. ",
            " featuring ",
        ] {
            let lower = title.lowercased()
            guard let range = lower.firstRange(of: mark) else { continue }
            // Counted in characters: a letter may change its length with its case.
            let start = title.index(
                title.startIndex, offsetBy: lower.distance(from: lower.startIndex, to: range.lowerBound))
            let behind = title[start...].dropFirst(mark.count)
            let guests = behind.prefix { !")]".contains($0) }
            return (String(title[..<start]) + behind.dropFirst(guests.count + 1), String(guests))
        }
        return (title, "")
    }

    /// A channel's name without what channels add to their artist's.
    static func channel(_ name: String) -> [String] {
        var text = name
        for suffix in [" - Topic", "VEVO", " Official", "Official", " Music", "Music", " TV"]
        where text.hasSuffix(suffix) && text.count > suffix.count {
            text.removeLast(suffix.count)
        }
        return TitleWords(text).texts
    }
}

extension TitleWords {
    init(words: [String]) {
        self.words = words.map { Word(text: $0, isRemark: false) }
    }
}
