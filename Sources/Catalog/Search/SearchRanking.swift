internal import DiscordTypes
internal import Jobs

/// Puts what several services found into one order.
enum SearchRanking {
    /// Best first; of two that are the same recording the better one alone. `found` has the services in the operator's order, and each
    /// one's tracks in its own.
    static func ranked(
        _ found: [CatalogTrack], for words: String, member: UserID, preferring preferred: Set<CatalogTrack.Service> = []
    ) -> [CatalogTrack] {
        let wanted = TitleWords(words).texts
        var services: [(service: CatalogTrack.Service, count: Int)] = []
        var scored: [(track: CatalogTrack, score: Double, place: Int)] = []
        for (place, track) in found.enumerated() {
            if !services.contains(where: { $0.service == track.service }) { services.append((track.service, 0)) }
            let index = services.firstIndex { $0.service == track.service } ?? 0
            let order = 0.02 * Double(index) + 0.01 * Double(services[index].count)
            services[index].count += 1
            let liking = (track.account == member ? 0.3 : 0) + (preferred.contains(track.service) ? 0.2 : 0)
            scored.append((track, liking + score(track, wanted) - order, place))
        }
        var kept: [CatalogTrack] = []
        for item in scored.sorted(by: { ($0.score, $1.place) > ($1.score, $0.place) })
        where !kept.contains(where: { isSame($0, item.track) }) {
            kept.append(item.track)
        }
        return kept
    }

    /// How many of the words are there, a known length, and what the source is good for.
    private static func score(_ track: CatalogTrack, _ wanted: [String]) -> Double {
        let words = Set(TitleWords(track.title + " " + (track.artist ?? "")).texts)
        let likeness = wanted.isEmpty ? 0 : Double(wanted.filter { words.contains($0) }.count) / Double(wanted.count)
        // Another recording is what people get when they name it, and not otherwise.
        let extra = RecordingMark.said(in: TitleWords(track.title))
            .subtracting(RecordingMark.said(in: TitleWords(words: wanted)))
        return likeness + (track.durationMilliseconds == nil ? 0 : 0.05) + SourceQuality.score(track, wanted)
            - 0.15 * Double(min(extra.count, 2))
    }

    /// Two ways to the same sound: offered as one.
    static func isSame(_ left: CatalogTrack, _ right: CatalogTrack) -> Bool {
        if left.service == right.service, left.id == right.id { return true }
        if let isrc = left.isrc, isrc == right.isrc { return true }
        guard left.service != right.service else { return false }
        return TrackMatching(left).score(right) >= 0.9
    }
}
