import Foundation
import Jobs
import LabelledMatches
import Testing

@testable import Catalog

struct TrackMatchingTests {
    @Test(arguments: ["tuning", "frozen"])
    func `of the labelled cases hardly one is the wrong song, and few are asked about`(name: String) throws {
        let url = try #require(Bundle.module.url(forResource: name, withExtension: "json"))
        let measure = try LabelledMatches(Data(contentsOf: url))
        print("match.\(name): precision \(measure.precision), coverage \(measure.coverage)")
        #expect(measure.answerable >= 100)
        #expect(measure.precision >= 0.98, "\(measure.wrong.joined(separator: "\n"))")
        #expect(measure.coverage >= 0.9)
    }

    /// Written by hand when the scorer was there: a floor, for it to get no worse.
    @Test func `of the cases that are hard on purpose few are the wrong song`() throws {
        let url = try #require(Bundle.module.url(forResource: "hard", withExtension: "json"))
        let measure = try LabelledMatches(Data(contentsOf: url))
        print("match.hard: precision \(measure.precision), coverage \(measure.coverage)")
        #expect(measure.cases >= 60)
        #expect(measure.precision >= 0.85, "\(measure.wrong.joined(separator: "\n"))")
        #expect(measure.coverage >= 0.88)
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
