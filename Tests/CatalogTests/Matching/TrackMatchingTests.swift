import Foundation
import Jobs
import Testing

@testable import Catalog

struct TrackMatchingTests {
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
            var kind: String
            var wanted: Track
            var candidates: [Track]
            var right: [Int]
        }

        var cases: [Case]
    }

    private struct Measure {
        var played = 0
        var right = 0
        var answerable = 0
        var wrong: [String] = []

        var precision: Double { Double(right) / Double(max(1, played)) }
        var coverage: Double { Double(right) / Double(max(1, answerable)) }
    }

    private static func measure(_ name: String) throws -> Measure {
        let url = try #require(Bundle.module.url(forResource: name, withExtension: "json"))
        let set = try JSONDecoder().decode(LabelledSet.self, from: Data(contentsOf: url))
        var measure = Measure()
        for item in set.cases {
            if !item.right.isEmpty { measure.answerable += 1 }
            let best = TrackMatching(item.wanted.track).best(of: item.candidates.map(\.track))
            guard let best, best.isCertain else { continue }
            measure.played += 1
            if item.right.contains(best.index) {
                measure.right += 1
            } else {
                measure.wrong.append("\(item.kind): \(item.wanted.title) -> \(item.candidates[best.index].title)")
            }
        }
        return measure
    }

    @Test(arguments: ["tuning", "frozen"])
    func `of the labelled cases hardly one is the wrong song, and few are asked about`(name: String) throws {
        let measure = try Self.measure(name)
        print("match.\(name): precision \(measure.precision), coverage \(measure.coverage)")
        #expect(measure.answerable >= 100)
        #expect(measure.precision >= 0.98, "\(measure.wrong.joined(separator: "\n"))")
        #expect(measure.coverage >= 0.9)
    }

    @Test func `a recording's code decides, and a title about being live is no live recording`() throws {
        var wanted = CatalogTrack(service: .spotify, id: "a", title: "Live and Let Glow")
        wanted.artist = "Ember Trio"
        wanted.durationMilliseconds = 200_000
        var plain = CatalogTrack(service: .youtube, id: "b", title: "Ember Trio - Live and Let Glow")
        plain.artist = "Ember Trio"
        plain.durationMilliseconds = 200_500
        var live = plain
        live.title += " (Live)"
        let matching = TrackMatching(wanted)
        #expect(matching.score(plain) >= TrackMatching.threshold)
        #expect(matching.score(live) == 0)
        var coded = live
        (coded.isrc, wanted.isrc) = ("QZSYN2400001", "QZSYN2400001")
        #expect(TrackMatching(wanted).score(coded) == 1)
    }
}
