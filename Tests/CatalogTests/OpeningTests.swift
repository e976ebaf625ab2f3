import Jobs
import Testing

@testable import Catalog

struct OpeningTests {
    static let now: Int64 = 1_000_000

    @Test(arguments: ["-9223372036854775808", "-1", "9223372036854775807", "", "soon"])
    func `an expiry that no clock shows counts as none`(_ value: String) {
        let audio = SiteAudio(
            url: "https://media.example.org/a?expire=\(value)", protocol: "https", format: "1", extension: "webm",
            codec: "opus", headers: [:], cookies: nil, fragments: [])
        let life = AudioLocations.usualLife.components.seconds * 1000
        #expect(AudioLocations.expiry(of: audio, now: Self.now) == Self.now + life)
    }

    @Test func `an expiry is kept to, with a margin`() {
        let audio = SiteAudio(
            url: "https://media.example.org/a?x=1&expire=5000", protocol: "https", format: "1", extension: "webm",
            codec: "opus", headers: [:], cookies: nil, fragments: [])
        let margin = AudioLocations.margin.components.seconds
        #expect(AudioLocations.expiry(of: audio, now: Self.now) == (5000 - margin) * 1000)
    }

    static let starts: [(String, Int64?)] = [
        ("https://www.youtube.com/watch?v=abc&t=90", 90_000), ("https://youtu.be/abc?t=1m30s", 90_000),
        ("https://youtu.be/abc?si=x&t=1h2m3s#x", 3_723_000), ("https://music.youtube.com/watch?v=a&start=7", 7_000),
        ("https://soundcloud.com/zoe/leiter#t=1:30", 90_000), ("https://www.twitch.tv/videos/1?t=0h1m5s", 65_000),
        ("https://example.org/a.mp3#t=90.5,120", 90_500), ("https://example.org/a.mp3#t=npt:1:02:03", 3_723_000),
        ("https://example.org/a.mp3?t=90", nil), ("https://youtu.be/abc", nil), ("https://youtu.be/abc?t=", nil),
        ("https://youtu.be/abc?t=0", nil), ("https://youtu.be/abc?t=soon", nil), ("https://youtu.be/abc?t=-5", nil),
        ("https://youtu.be/abc?t=1m30", nil), ("https://youtu.be/abc?t=99999999999999999999", nil),
        ("https://youtu.be/abc?t=1:2:3:4", nil), ("https://youtu.be/abc?t=1s2h", nil), ("", nil),
    ]

    @Test(arguments: starts) func `a link may say where to begin`(address: String, expected: Int64?) {
        #expect(StartTime.milliseconds(in: address) == expected)
    }

    private static func track(_ id: Int) -> CatalogTrack {
        CatalogTrack(service: .youtube, id: "\(id)", title: "Song \(id)")
    }

    private static func list(_ pages: [[Int]]) -> TrackList {
        let (rest, more) = AsyncStream.makeStream(of: [CatalogTrack].self)
        for page in pages { more.yield(page.map(track)) }
        more.finish()
        return TrackList(title: "List", count: 1 + pages.joined().count, first: track(0), rest: rest)
    }

    @Test(arguments: [[[1, 2, 3], [4]], [[1], [2, 3, 4]], [[], [1], [], [2, 3], [4]]])
    func `a list without its first entry has all the others, in order`(_ pages: [[Int]]) async throws {
        var list = Self.list(pages)
        for expected in 1...4 {
            list = try #require(await list.withoutFirst())
            #expect(list.first == Self.track(expected))
            #expect(list.count == 5 - expected)
            if expected == 2 {
                var rest: [CatalogTrack] = []
                for await page in list.rest { rest += page }
                #expect(rest == [3, 4].map(Self.track))
                return
            }
        }
    }

    @Test func `of a list's only entry nothing is left`() async {
        #expect(await Self.list([]).withoutFirst()?.first == nil)
        #expect(await Self.list([[], []]).withoutFirst()?.first == nil)
    }
}
