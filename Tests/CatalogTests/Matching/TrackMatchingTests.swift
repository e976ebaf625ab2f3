import Foundation
import Jobs
import LabelledMatches
import Testing

@testable import Catalog

struct TrackMatchingTests {
    @Test(arguments: ["tuning", "frozen", "hard", "noisy-tuning", "noisy-frozen"])
    func `of the labelled cases hardly one is the wrong song, and few are asked about`(name: String) throws {
        let url = try #require(Bundle.module.url(forResource: name, withExtension: "json"))
        let measure = try LabelledMatches(Data(contentsOf: url))
        print("match.\(name): precision \(measure.precision), coverage \(measure.coverage)")
        #expect(measure.cases >= 60)
        #expect(measure.precision >= 0.98, "\(measure.wrong.joined(separator: "\n"))")
        #expect(measure.coverage >= 0.9, "\(measure.asked.joined(separator: "\n"))")
    }

    private static func track(
        _ title: String, by artist: String, _ seconds: Int64?, service: CatalogTrack.Service = .youtube
    ) -> CatalogTrack {
        var track = CatalogTrack(service: service, id: "\(artist) \(title) \(seconds ?? 0)", title: title)
        track.artist = artist
        track.durationMilliseconds = seconds.map { $0 * 1000 }
        return track
    }

    @Test(arguments: [
        // Nothing but its length betrays a copy at another speed.
        ("Glow", "somebody", "Ember Trio - Glow", 190), ("Glow", "somebody", "ember trio - glow", 211),
        ("Glow", "Ember Trio - Topic", "Glow Away", 200), ("Glow", "Ember Trio - Topic", "Glow (feat. Rue)", 200),
        ("Glow", "Ember Trio - Topic", "Glow (Rue Edit)", 200), ("Glow", "Ember Trio & Rue - Topic", "Glow", 200),
        ("Glow", "Ember Trio - Topic", "Glow, Pt. 2", 200), ("Glow", "Rue", "Glow by Ember Trio, sung by Rue", 200),
        ("Glow (feat. Rue)", "Ember Trio", "Ember Trio & Sol - Glow", 200),
        ("Glow - Rue Remix", "Ember Trio", "Ember Trio - Glow (Sol Remix)", 200),
    ])
    func `another recording is not played for the one that is wanted`(
        wanted: String, channel: String, found: String, seconds: Int64
    ) {
        let matching = TrackMatching(Self.track(wanted, by: "Ember Trio", 200, service: .spotify))
        #expect(matching.score(Self.track(found, by: channel, seconds)) < TrackMatching.threshold)
    }

    @Test(arguments: [
        ("Glow", "Ember Trio", "EmberTrioVEVO", "Ember Trio - Glow (Official Video)", 209),
        ("Glow", "Ember Trio", "somebody", "Glow - Ember Trio (Lyrics)", 202),
        ("Glow - 2011 Remaster", "Ember Trio", "Ember Trio - Topic", "Glow", 200),
        ("Glow (feat. Rue)", "Ember Trio", "Ember Trio", "Ember Trio & Rue – Glow", 201),
        ("Glow - Rue Remix", "Ember Trio", "Rue", "Ember Trio - Glow (Rue Remix)", 200),
        ("Two", "Ember Trio", "Ember Trio - Topic", "2", 200),
        ("G**w", "Ember Trio", "Ember Trio - Topic", "Glow", 200),
        ("🌊", "Ember Trio", "Ember Trio - Topic", "🌊", 200), ("Glow", "A & Rue", "Rue - Topic", "Glow", 200),
    ])
    func `the same recording is played whatever its upload is called`(
        wanted: String, artist: String, channel: String, found: String, seconds: Int64
    ) {
        let matching = TrackMatching(Self.track(wanted, by: artist, 200, service: .appleMusic))
        #expect(matching.score(Self.track(found, by: channel, seconds)) >= TrackMatching.threshold)
    }

    @Test func `without a length to go by, two recordings that are as likely are asked about`() throws {
        let matching = TrackMatching(Self.track("Glow", by: "Ember Trio", nil, service: .spotify))
        let album = Self.track("Glow", by: "Ember Trio - Topic", 200)
        let single = Self.track("Glow", by: "Ember Trio - Topic", 231)
        #expect(try #require(matching.best(of: [album])).isCertain)
        #expect(try #require(matching.best(of: [album, album])).isCertain)
        #expect(try !#require(matching.best(of: [album, single])).isCertain)
    }

    @Test func `a code that a copy at another speed carries decides nothing`() {
        var wanted = Self.track("Glow", by: "Ember Trio", 200, service: .spotify)
        var copy = Self.track("Glow", by: "somebody", 160)
        (wanted.isrc, copy.isrc) = ("QZSYN2400001", "QZSYN2400001")
        #expect(TrackMatching(wanted).score(copy) == 0)
        copy.durationMilliseconds = 200_000
        #expect(TrackMatching(wanted).score(copy) == 1)
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
