internal import Jobs

/// What a wanted track's title and artists say, in words that can be looked for.
struct WantedTitle {
    /// The words of each artist's name.
    var artists: [[String]]
    /// The title without guests and remarks.
    var name: [String]
    /// What stands beside it: in brackets, or behind a dash.
    var remarks: TitleWords
    /// Everybody who is heard, word by word.
    var people: Set<String>
    var album: Set<String>
    var marks: Set<RecordingMark> = []
    /// What tells its version from others of the same kind: who remixed it, where it was played.
    var qualifiers: Set<String> = []

    init(_ track: CatalogTrack) {
        var title = TitleWords(track.title).comparable
        var names = (track.artist ?? "").split(separator: ",").map(String.init)
        // Uploads are called `Artist - Title` where their service knows an uploader only.
        if track.service == .soundcloud, let dash = track.title.firstRange(of: " - ") {
            names.append(String(track.title[..<dash.lowerBound]))
            title = TitleWords(String(track.title[dash.upperBound...])).comparable
        }
        // Apple names all artists in one text.
        if track.service == .appleMusic { names += names.flatMap(Self.members) }
        artists = names.map { TitleWords($0).comparable.texts }.filter { !$0.isEmpty }
        var guests: [String] = []
        title = Self.withoutGuests(title, guests: &guests)
        var parts = title.segments
        if parts.count > 1, let first = parts.first, artists.contains(first.texts) { parts.removeFirst() }
        // Brackets at the beginning belong to the name.
        let begun = parts.first?.words.first?.isRemark == true && parts.count > 1 ? 2 : 1
        name = parts.prefix(begun).flatMap(\.texts)
        remarks = title
        remarks.words = parts.dropFirst(begun).flatMap(\.words)
        people = Set(artists.flatMap { $0 }).union(guests)
        album = Set(TitleWords(track.album ?? "").comparable.texts)
        for var segment in remarks.segments {
            TitleNoise.removeUsualVersions(from: &segment)
            let said = RecordingMark.taken(from: &segment)
            marks.formUnion(said)
            if !said.isEmpty { qualifiers.formUnion(segment.texts.filter { !TitleNoise.isNoise($0) }) }
        }
    }

    /// `One & Another` by themselves; none for a single name.
    private static func members(of names: String) -> [String] {
        let members = names.split(separator: "&").map(String.init)
        return members.count > 1 ? members : []
    }

    /// The title without who it says is heard on it too.
    static func withoutGuests(_ title: TitleWords, guests: inout [String]) -> TitleWords {
        var kept = title
        kept.words = []
        var isGuest = false
        var segment = -1
        for word in title.words {
            if word.segment != segment { (isGuest, segment) = (false, word.segment) }
            // `with` names guests only where it opens a remark.
            let isFirst = kept.words.last?.segment != segment
            if marksOfGuests.contains(word.text) || (word.text == "with" && word.isRemark && isFirst) {
                isGuest = true
            } else if isGuest {
                if !TitleNoise.isNoise(word.text) { guests.append(word.text) }
            } else {
                kept.words.append(word)
            }
        }
        return kept.words.isEmpty ? title : kept
    }

    private static let marksOfGuests: Set<String> = ["feat", "ft", "featuring"]
}
