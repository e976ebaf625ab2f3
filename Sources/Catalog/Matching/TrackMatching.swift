package import Jobs

/// Judges whether what a search found is the recording that was meant.
package struct TrackMatching: Sendable {
    /// From here on a match is played; below it the person is asked.
    package static let threshold = 0.72

    package struct Match: Sendable, Equatable {
        package var index: Int
        /// 0 to 1.
        package var score: Double

        package var isCertain: Bool { score >= TrackMatching.threshold }
    }

    private let isrc: String?
    private let milliseconds: Int64?
    private let artists: [[String]]
    /// The title without guests and remarks.
    private let title: [String]
    private let remarks: Set<String>
    private let guests: Set<String>
    private let marks: [RecordingMark: Int]

    package init(_ wanted: CatalogTrack) {
        let (text, guests) = Self.withoutGuests(wanted.title)
        let parts = Self.parts(text)
        isrc = wanted.isrc
        milliseconds = wanted.durationMilliseconds
        let names = (wanted.artist ?? "").split(separator: ",")
        artists = names.map { TitleWords(String($0)).texts }.filter { !$0.isEmpty }
        title = TitleWords(parts.name).texts
        remarks = Set(TitleWords(parts.remark).texts)
        self.guests = Set(TitleWords(guests).texts)
        marks = RecordingMark.count(in: TitleWords(text))
    }

    /// The best candidate, however bad; nil where there are none.
    package func best(of candidates: [CatalogTrack]) -> Match? {
        candidates.enumerated().map { Match(index: $0, score: score($1)) }.max { $0.score < $1.score }
    }

    /// 0 for another recording, 1 for the same beyond doubt.
    package func score(_ candidate: CatalogTrack) -> Double {
        if let isrc, candidate.isrc == isrc { return 1 }
        var words = TitleWords(candidate.title)
        guard RecordingMark.count(in: words) == marks else { return 0 }
        let channel = Self.channel(candidate.artist ?? "")
        let artist = artistScore(&words, channel)
        guard artist > 0 else { return 0 }
        let name = titleScore(words)
        let length = lengthScore(candidate.durationMilliseconds)
        let trust = candidate.isVerified == true ? 0.04 : 0
        return min(
            1, (0.5 * name + 0.3 * artist + 0.2 * length + trust) * (length == 0 ? 0.6 : 1) * (name < 0.5 ? 0.5 : 1))
    }

    /// Whether an artist is in the channel's name, or at least in the title. Takes the artists' names out of the title.
    private func artistScore(_ words: inout TitleWords, _ channel: [String]) -> Double {
        guard !artists.isEmpty else { return 0.5 }
        var best = 0.0
        for artist in artists {
            let isInChannel = channel == artist || channel.joined() == artist.joined()
            let isNearChannel = TitleWords(words: channel).position(of: artist) != nil
            // A title of the artist's own name stays.
            let isInTitle = words.texts == title ? false : words.remove(artist)
            best = max(best, isInChannel ? 1 : isNearChannel ? 0.85 : isInTitle ? 0.7 : 0)
        }
        return best
    }

    /// How much of the title is there, and how little beside it.
    private func titleScore(_ words: TitleWords) -> Double {
        var rest = words
        guard rest.remove(title) else {
            let found = title.filter { words.texts.contains($0) }.count
            return title.isEmpty ? 0 : 0.5 * Double(found) / Double(title.count)
        }
        let known = guests.union(remarks).union(Self.noise)
        var penalty = 0.0
        for word in rest.words where !known.contains(word.text) && !Self.isYear(word.text) {
            penalty += word.isRemark ? 0.06 : 0.3
        }
        let missing = remarks.subtracting(Self.noise).filter { !Self.isYear($0) && !rest.texts.contains($0) }
        return max(0, 1 - penalty - 0.3 * Double(missing.count))
    }

    private func lengthScore(_ candidate: Int64?) -> Double {
        guard let milliseconds, let candidate else { return 0.6 }
        switch abs(milliseconds - candidate) {
        case ...2_000: return 1
        case ...4_000: return 0.7
        case ...8_000: return 0.3
        default: return 0
        }
    }
}
