internal import DiscordTypes
internal import Jobs

/// Puts what several services found into one order.
enum SearchRanking {
    /// Best first; of two that are the same recording the better one alone.
    static func ranked(_ found: [CatalogTrack], for words: String, member: UserID) -> [CatalogTrack] {
        let wanted = TitleWords(words).texts
        let scored = found.enumerated().map { (track: $1, score: score($1, wanted, member) - 0.01 * Double($0)) }
        var kept: [CatalogTrack] = []
        for item in scored.sorted(by: { $0.score > $1.score })
        where !kept.contains(where: { isSame($0, item.track) }) {
            kept.append(item.track)
        }
        return kept
    }

    /// The member's own account first, then how many of the words are there, a known length, a checked channel.
    private static func score(_ track: CatalogTrack, _ wanted: [String], _ member: UserID) -> Double {
        let words = Set(TitleWords(track.title + " " + (track.artist ?? "")).texts)
        let likeness = wanted.isEmpty ? 0 : Double(wanted.filter { words.contains($0) }.count) / Double(wanted.count)
        // Another recording is what people get when they name it, and not otherwise.
        let extra = RecordingMark.said(in: TitleWords(track.title))
            .subtracting(RecordingMark.said(in: TitleWords(words: wanted)))
        return (track.account == member ? 0.3 : 0) + likeness + (track.durationMilliseconds == nil ? 0 : 0.05)
            + (track.isVerified == true ? 0.1 : 0) - 0.15 * Double(min(extra.count, 2))
    }

    /// Two ways to the same sound: offered as one.
    static func isSame(_ left: CatalogTrack, _ right: CatalogTrack) -> Bool {
        if left.service == right.service, left.id == right.id { return true }
        if let isrc = left.isrc, isrc == right.isrc { return true }
        guard left.service != right.service else { return false }
        return TrackMatching(left).score(right) >= 0.9
    }
}
