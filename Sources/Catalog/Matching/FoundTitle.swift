/// A candidate's title and channel, read for what is wanted. Nil where it is another song, or another's.
struct FoundTitle {
    /// 0 to 1: how surely the artist is ours.
    private(set) var artist = 0.0
    /// Words of remarks that say nothing known; those that often mean another version count thrice.
    private(set) var unknown = 0
    private(set) var isOwnChannel = false
    /// Words of the wanted title's remarks that it lacks.
    private(set) var missing = 0

    init?(_ title: String, channel: String?, wanted: WantedTitle) {
        var guests: [String] = []
        var words = WantedTitle.withoutGuests(TitleWords(title).comparable, guests: &guests)
        // Other guests make another recording.
        guard wanted.people.isSuperset(of: guests) else { return nil }
        guard let isCreditedBehind = Self.removeAuthor(from: &words, wanted) else { return nil }
        let credits = Self.removeArtists(from: &words, wanted)
        guard let place = words.position(of: wanted.name) else { return nil }
        let named = Set(words.words[place].map(\.segment)).union(credits.filter { !$0.isRemark }.map(\.segment))
        words.words.removeSubrange(place)

        let channel = ChannelName(channel ?? "", artists: wanted.artists)
        isOwnChannel = channel.isOwn
        let isCredited = isCreditedBehind || credits.contains { !$0.isRemark }
        artist = Self.artistScore(channel, wanted, isCredited: isCredited, isRemarked: !credits.isEmpty)
        guard artist > 0, readRest(words, named: named, wanted) else { return nil }
        let said = Set(TitleWords(title).comparable.texts)
        missing =
            Set(
                wanted.remarks.segments.filter { !TitleNoise.isAttribution($0) }.flatMap(\.texts)
                    .filter {
                        !TitleNoise.isNoise($0) && !said.contains($0)
                            && RecordingMark.said(in: TitleWords(words: [$0])).isEmpty
                    }
            ).subtracting(wanted.qualifiers).count
    }

    /// What is left beside names and title. False where it means another song or recording.
    private mutating func readRest(_ rest: TitleWords, named: Set<Int>, _ wanted: WantedTitle) -> Bool {
        let known = wanted.people.union(wanted.remarks.texts).union(wanted.album)
        var marks: Set<RecordingMark> = []
        var qualifiers: Set<String> = []
        for var segment in rest.segments {
            let isAttribution = TitleNoise.isAttribution(segment)
            TitleNoise.removeUsualVersions(from: &segment)
            let said = RecordingMark.taken(from: &segment)
            marks.formUnion(said)
            let left = segment.words.filter { !TitleNoise.isNoise($0.text) }.map(\.text)
            if !said.isEmpty {
                qualifiers.formUnion(left)
            } else if !isAttribution {
                let strange = left.filter { !known.contains($0) && !Self.isTranslation($0, of: wanted.name) }
                let isName = segment.words.first.map { named.contains($0.segment) } ?? false
                // Words beside the title or the artist are of another song, or of somebody else.
                guard strange.isEmpty || !isName else { return false }
                unknown += strange.reduce(0) { $0 + TitleNoise.doubt(of: $1) }
            }
        }
        return marks == wanted.marks && agree(qualifiers, wanted.qualifiers)
    }

    /// Two remixes are one where they name the same remixer, two evenings one where they name the same hall.
    private mutating func agree(_ found: Set<String>, _ wanted: Set<String>) -> Bool {
        if found.isEmpty != wanted.isEmpty { unknown += 1 }
        return found.isEmpty || wanted.isEmpty || found.isSubset(of: wanted) || wanted.isSubset(of: found)
    }

    /// `Title by Artist`: true where it is ours, nil where it is another's, false where it says nothing.
    private static func removeAuthor(from words: inout TitleWords, _ wanted: WantedTitle) -> Bool? {
        guard let by = words.words.firstIndex(where: { $0.text == "by" }), by > 0 else { return false }
        let segment = words.words[by].segment
        var author = words
        author.words = words.words[(by + 1)...].filter { $0.segment == segment }
        let before = words.words[..<by].filter { $0.segment == segment }
        guard !author.words.isEmpty, !before.isEmpty || !words.words[by].isRemark else { return false }
        var whole = words
        whole.words = words.words.filter { $0.segment == segment }
        guard !TitleNoise.isAttribution(whole), RecordingMark.said(in: whole).isEmpty else { return false }
        // Nobody else may be named beside our artist.
        guard let artist = wanted.artists.first(where: { author.position(of: $0) != nil }), author.remove(artist),
            author.texts.allSatisfy({ TitleNoise.isNoise($0) || wanted.people.contains($0) })
        else { return nil }
        words.words.removeAll { $0.segment == segment && !before.contains($0) }
        return true
    }

    /// Takes the artists' names out where the title is still there without them. Says where each stood.
    private static func removeArtists(from words: inout TitleWords, _ wanted: WantedTitle) -> [TitleWords.Word] {
        var credits: [TitleWords.Word] = []
        for artist in wanted.artists {
            var rest = words
            guard let place = rest.position(of: artist) else { continue }
            rest.words.removeSubrange(place)
            guard rest.position(of: wanted.name) != nil else { continue }
            credits.append(words.words[place.lowerBound])
            words = rest
        }
        return credits
    }

    private static func artistScore(
        _ channel: ChannelName, _ wanted: WantedTitle, isCredited: Bool, isRemarked: Bool
    ) -> Double {
        if wanted.artists.isEmpty { return 0.8 }
        if channel.isOwn { return 1 }
        if isCredited { return 0.9 }
        // Made by machines, such a channel names exactly who it belongs to.
        if channel.isTopic { return 0 }
        return channel.isNear ? 0.75 : isRemarked ? 0.5 : 0
    }

    /// Letters of another script are the title again.
    private static func isTranslation(_ word: String, of name: [String]) -> Bool {
        let isLatin = { (word: String) in word.unicodeScalars.allSatisfy { $0.value < 0x250 } }
        return isLatin(word) != name.allSatisfy(isLatin)
    }
}

/// A channel's name without what channels add to their artist's.
struct ChannelName {
    private(set) var isTopic = false
    /// It is the artist's.
    private(set) var isOwn = false
    /// The artist's name is part of it.
    private(set) var isNear = false

    private static let additions: Set<String> = [
        "topic", "vevo", "official", "music", "tv", "channel", "offizielle", "oficial",
    ]
    private static let endings = ["vevo", "official", "music", "tv", "channel"]

    init(_ name: String, artists: [[String]]) {
        let title = TitleWords(name).comparable
        isTopic = title.texts.last == "topic"
        var rest = title
        for artist in artists where rest.remove(artist) { isNear = true }
        isOwn = isNear && rest.texts.allSatisfy { Self.additions.contains($0) }
        let joined = title.texts.joined()
        let bare = Self.endings.first { joined.hasSuffix($0) }.map { String(joined.dropLast($0.count)) }
        if let bare, artists.contains(where: { $0.joined() == bare }) { isOwn = true }
    }
}
