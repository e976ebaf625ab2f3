internal import Jobs

/// `/lyrics`: the words around the place where the track is, or all of them where their times are not known.
struct LyricsReply: Sendable {
    /// Lines before and behind the one that is sung.
    private static let before = 6
    private static let behind = 24

    let texts: Texts

    func card(_ lyrics: Lyrics) -> Card {
        Card(tone: .music, title: TrackLine.markdown(lyrics.track, linked: false), body: words(lyrics))
    }

    private func words(_ lyrics: Lyrics) -> [Markdown] {
        guard !lyrics.lines.isEmpty else {
            let lines = (lyrics.plain ?? "").split(separator: "\n", omittingEmptySubsequences: false)
            return lines.prefix(120).map { Markdown(escaping: String($0), limit: 200) }
        }
        let sung = lyrics.lines.lastIndex { $0.milliseconds <= lyrics.positionMilliseconds }
        let first = max(0, (sung ?? 0) - Self.before)
        let last = min(lyrics.lines.count, (sung ?? 0) + Self.behind)
        return lyrics.lines[first..<last].enumerated().map { offset, line -> Markdown in
            let text = Markdown(escaping: line.text, limit: 200)
            let time = Markdown(trusted: "`\(PlayingTime.text(milliseconds: line.milliseconds))`")
            return first + offset == sung ? "\(time) **\(text)**" : "\(time) \(text)"
        }
    }
}
