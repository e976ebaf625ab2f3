package import Jobs

/// Judges whether what a search found is the recording that was meant.
package struct TrackMatching: Sendable {
    /// From here on a match is played; below it the person is asked.
    package static let threshold = 0.72

    package struct Match: Sendable, Equatable {
        package var index: Int
        /// 0 to 1.
        package var score: Double
        /// Another recording is as likely.
        package var hasRival = false

        package var isCertain: Bool { score >= TrackMatching.threshold && !hasRival }
    }

    /// The song for those who choose, and no recording to be played unasked.
    private static let otherLength = 0.2

    private let isrc: String?
    private let milliseconds: Int64?
    private let wanted: WantedTitle

    package init(_ wanted: CatalogTrack) {
        isrc = wanted.isrc
        milliseconds = wanted.durationMilliseconds
        self.wanted = WantedTitle(wanted)
    }

    /// The best candidate, however bad; nil where there are none.
    package func best(of candidates: [CatalogTrack]) -> Match? {
        let matches = candidates.enumerated().map { Match(index: $0, score: score($1)) }
        guard var best = matches.max(by: { $0.score < $1.score }) else { return nil }
        best.hasRival = matches.contains { other in
            best.score < 1 && other.score >= max(Self.threshold, best.score - 0.1)
                && areApart(candidates[best.index], candidates[other.index])
        }
        return best
    }

    /// 0 for another recording, 1 for the same beyond doubt.
    package func score(_ candidate: CatalogTrack) -> Double {
        // A copy at another speed may carry the code of what it was made of.
        if let isrc, candidate.isrc == isrc {
            let length = lengthScore(candidate.durationMilliseconds, isOwnVideo: true)
            return length > Self.otherLength ? 1 : 0
        }
        guard let found = FoundTitle(candidate.title, channel: candidate.artist, wanted: wanted) else { return 0 }
        let isVideo = TitleWords(candidate.title).texts.contains { $0 == "video" || $0 == "mv" || $0 == "clip" }
        let length = lengthScore(
            candidate.durationMilliseconds,
            isOwnVideo: isVideo && (found.isOwnChannel || candidate.isVerified == true))
        let doubt = 0.1 * Double(found.unknown) + 0.15 * Double(found.missing)
        let trust = candidate.isVerified == true || found.isOwnChannel ? 0.02 : 0
        return min(0.999, max(0, 0.98 * found.artist * length * max(0, 1 - doubt) + trust))
    }

    /// Nothing but its length betrays a copy at another speed, so that little is forgiven. Videos have something before and behind.
    private func lengthScore(_ candidate: Int64?, isOwnVideo: Bool) -> Double {
        guard let milliseconds, let candidate else { return 0.85 }
        let longer = candidate - milliseconds
        switch abs(longer) {
        case ...2_000: return 1
        case ...4_000: return 0.95
        case _ where isOwnVideo && (-8_000...15_000).contains(longer): return 0.85
        case ...8_000: return 0.78
        default: return Self.otherLength
        }
    }

    /// Where no length was asked for, two lengths are two recordings.
    private func areApart(_ left: CatalogTrack, _ right: CatalogTrack) -> Bool {
        guard milliseconds == nil, let left = left.durationMilliseconds, let right = right.durationMilliseconds else {
            return false
        }
        return abs(left - right) > 4_000
    }
}
