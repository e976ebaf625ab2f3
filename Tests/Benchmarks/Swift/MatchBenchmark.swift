internal import Catalog
internal import Foundation
internal import Jobs

/// How often the match of a labelled case is right, and how many of the cases that have an answer are answered.
struct MatchBenchmark {
    private struct LabelledSet: Decodable {
        struct Track: Decodable {
            var title: String
            var artist: String?
            var artists: [String]?
            var milliseconds: Int64
            var isrc: String?
            var verified: Bool?

            var track: CatalogTrack {
                var track = CatalogTrack(service: .youtube, id: title, title: title)
                track.artist = artists?.joined(separator: ", ") ?? artist
                track.durationMilliseconds = milliseconds
                track.isrc = isrc
                track.isVerified = verified
                return track
            }
        }

        struct Case: Decodable {
            var wanted: Track
            var candidates: [Track]
            var right: [Int]
        }

        var cases: [Case]
    }

    let file: String

    /// Prints cases, answerable ones, those played, and those played rightly.
    func run() throws {
        let set = try JSONDecoder().decode(LabelledSet.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
        var (answerable, played, right) = (0, 0, 0)
        for item in set.cases {
            if !item.right.isEmpty { answerable += 1 }
            let best = TrackMatching(item.wanted.track).best(of: item.candidates.map(\.track))
            guard let best, best.isCertain else { continue }
            played += 1
            if item.right.contains(best.index) { right += 1 }
        }
        print(set.cases.count, answerable, played, right)
    }
}
