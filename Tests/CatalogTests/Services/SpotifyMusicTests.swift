import Foundation
import Jobs
import Storage
import Testing

@testable import Catalog

@Suite(.timeLimit(.minutes(2)))
struct SpotifyMusicTests {
    private static let id = String(repeating: "a", count: 22)

    private static func entry(_ number: Int, under name: String = "item") -> String {
        """
        {"\(name)":{"id":"t\(number)","type":"track","name":"Track \(number)","artists":[{"name":"A"},{"name":"B"}],
         "duration_ms":1000,"external_ids":{"isrc":"de\(number)"}}}
        """
    }

    /// A playlist of `count` tracks, in pages as the request wants them.
    private static func playlist(_ request: WebSite.Request, count: Int, isPublic: Bool = true) -> WebSite.Answer {
        guard request.place.hasSuffix("/items") else {
            return .json(#"{"id":"p","name":"Mixtape","public":\#(isPublic),"items":{"total":\#(count)}}"#)
        }
        let offset = request.parameter("offset").flatMap { Int($0) } ?? 0
        let last = min(count, offset + 50)
        let items = (offset..<last).map { entry($0) }.joined(separator: ",")
        let next = last < count ? #""https://elsewhere.example/next""# : "null"
        return .json(#"{"items":[\#(items)],"next":\#(next),"total":\#(count)}"#)
    }

    private static func list(_ stage: ServiceStage, _ address: String, limit: Int = 10_000) async throws -> TrackList {
        let music = SpotifyMusic(client: try stage.client(.spotify), limit: limit)
        guard case .list(let list) = try await music.find(address, for: ServiceStage.member) else {
            throw MusicServiceError.malformed
        }
        return list
    }

    @Test func `a long playlist is there with its first page, and its others are fetched when they are wanted`()
        async throws
    {
        let stage = try await ServiceStage { _, request in Self.playlist(request, count: 1_000) }
        let list = try await Self.list(stage, "https://open.spotify.com/playlist/\(Self.id)")
        #expect((list.title, list.count, list.first.title) == ("Mixtape", 1_000, "Track 0"))
        #expect(list.first.artist == "A, B")
        #expect(list.first.isrc == "DE0")
        #expect(stage.site.seen.count == 2)
        var titles = [list.first.title]
        for await page in list.rest { titles += page.map(\.title) }
        #expect(titles == (0..<1_000).map { "Track \($0)" })
        // Never to where an answer says that the next page is.
        #expect(stage.site.seen.count == 21)
    }

    @Test func `no more is taken than the setting allows`() async throws {
        let stage = try await ServiceStage { _, request in Self.playlist(request, count: 1_000) }
        let list = try await Self.list(stage, "https://open.spotify.com/playlist/\(Self.id)", limit: 120)
        var count = 1
        for await page in list.rest { count += page.count }
        #expect(count == 120)
        #expect(list.count == 120)
    }

    @Test func `a private list's name is told to nobody`() async throws {
        let stage = try await ServiceStage { _, request in Self.playlist(request, count: 1, isPublic: false) }
        #expect(try await Self.list(stage, "spotify:playlist:\(Self.id)").title == nil)
    }

    @Test func `former names of members are read, and what is no track is left out`() async throws {
        let stage = try await ServiceStage { _, request in
            switch request.place {
            case let path where path.hasSuffix("/items"): .json("{}", status: "404 Not Found")
            case let path where path.hasSuffix("/tracks"):
                .json(
                    """
                    {"items":[{"track":null},\(Self.entry(1, under: "track")),
                     {"track":{"id":"e","type":"episode","name":"Talk"}},{"track":{"id":"l","name":"Own","is_local":true}},
                     {"track":"?"},\(Self.entry(2, under: "track"))],"next":null}
                    """)
            default: .json(#"{"name":"Old","public":true,"tracks":{"total":6}}"#)
            }
        }
        let list = try await Self.list(stage, "https://open.spotify.com/playlist/\(Self.id)")
        #expect((list.title, list.count) == ("Old", 6))
        var titles = [list.first.title]
        for await page in list.rest { titles += page.map(\.title) }
        #expect(titles == ["Track 1", "Track 2"])
    }

    @Test func `a list that breaks off gives what came before`() async throws {
        let stage = try await ServiceStage { _, request in
            request.parameter("offset") == "50"
                ? .json("{}", status: "404 Not Found") : Self.playlist(request, count: 100)
        }
        let list = try await Self.list(stage, "https://open.spotify.com/playlist/\(Self.id)")
        var count = 1
        for await page in list.rest { count += page.count }
        #expect(count == 50)
    }

    @Test(arguments: [
        ("https://open.spotify.com/track/ID?si=abc", SpotifyLink.Kind.track),
        ("https://open.spotify.com/intl-de/track/ID", .track), ("http://open.spotify.com/embed/album/ID", .album),
        ("https://open.spotify.com/user/somebody/playlist/ID", .playlist), ("spotify:artist:ID", .artist),
        ("spotify:user:somebody:playlist:ID", .playlist), ("https://open.spotify.com/collection/tracks", .collection),
    ])
    func `links of all kinds are read`(text: String, kind: SpotifyLink.Kind) {
        let link = SpotifyLink(text.replacingOccurrences(of: "ID", with: Self.id))
        #expect(link?.kind == kind)
        #expect(link?.id == (kind == .collection ? "" : Self.id))
    }

    @Test(arguments: [
        "https://open.spotify.com/track/../../me", "https://open.spotify.com.evil.example/track/ID", "spotify:track:x",
        "https://evil.example/open.spotify.com/track/ID", "https://open.spotify.com/episode/ID", "spotify:",
    ])
    func `what is no link of Spotify's is none`(text: String) {
        #expect(SpotifyLink(text.replacingOccurrences(of: "ID", with: Self.id)) == nil)
    }
}
