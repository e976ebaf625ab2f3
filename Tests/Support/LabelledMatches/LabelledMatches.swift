internal import Catalog
package import Foundation
internal import Jobs

/// What the matching makes of a set of labelled cases, which are synthetic: what is wanted, what there is, and which of it is right.
package struct LabelledMatches: Sendable {
    private struct Track: Decodable {
        var title: String
        var artist: String?
        var artists: [String]?
        /// Unknown in some.
        var milliseconds: Int64?
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

    private struct Case: Decodable {
        var kind: String
        var wanted: Track
        var candidates: [Track]
        var right: [Int]
    }

    private struct Cases: Decodable {
        var cases: [Case]
    }

    package private(set) var cases = 0
    /// Cases that have a right answer.
    package private(set) var answerable = 0
    /// Cases in which a match was certain, and those of them in which it was right.
    package private(set) var played = 0
    package private(set) var right = 0
    /// The others of them, in words.
    package private(set) var wrong: [String] = []
    /// Cases with a right answer that a person would be asked about, in words.
    package private(set) var asked: [String] = []

    package var precision: Double { Double(right) / Double(max(1, played)) }
    package var coverage: Double { Double(right) / Double(max(1, answerable)) }

    /// Reads a set as JSON and matches each of its cases.
    package init(_ json: Data) throws {
        let set = try JSONDecoder().decode(Cases.self, from: json)
        cases = set.cases.count
        for item in set.cases {
            if !item.right.isEmpty { answerable += 1 }
            let best = TrackMatching(item.wanted.track).best(of: item.candidates.map(\.track))
            guard let best, best.isCertain else {
                if let first = item.right.first {
                    asked.append("\(item.kind): \(item.wanted.title) -> \(item.candidates[first].title)")
                }
                continue
            }
            played += 1
            if item.right.contains(best.index) {
                right += 1
            } else {
                wrong.append("\(item.kind): \(item.wanted.title) -> \(item.candidates[best.index].title)")
            }
        }
    }
}
