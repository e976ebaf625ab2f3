import FoundationEssentials
import Jobs
import Testing

@testable import Catalog

@Suite(.timeLimit(.minutes(2)))
struct AppleMusicTests {
    @Test(
        arguments: [
            ("https://music.apple.com/de/album/name/123?i=456&uo=4", AppleMusicLink.Kind.song, "456", "de"),
            ("https://music.apple.com/us/album/name/123", .album, "123", "us"),
            ("https://music.apple.com/gb/playlist/name/pl.u-abc", .playlist, "pl.u-abc", "gb"),
            ("https://music.apple.com/fr/song/name/789", .song, "789", "fr"),
            ("https://music.apple.com/library/playlist/p.xyz", .libraryPlaylist, "p.xyz", nil),
            ("https://music.apple.com/library/songs", .library, "", nil),
        ] as [(String, AppleMusicLink.Kind, String, String?)])
    func `links of all kinds are read`(
        text: String, kind: AppleMusicLink.Kind, id: String, storefront: String?
    ) throws {
        let link = try #require(AppleMusicLink(text))
        #expect((link.kind, link.id, link.storefront) == (kind, id, storefront))
    }

    @Test func `a song of a library takes its code from the catalogue's`() throws {
        let text = """
            {"data":[{"id":"i.abc","type":"library-songs","attributes":{"name":"Leiter","artistName":"Zoë",
             "durationInMillis":181000,"playParams":{"catalogId":"42"}},
             "relationships":{"catalog":{"data":[{"id":"42","type":"songs","attributes":{"isrc":"deab1","name":"Leiter",
             "url":"https://music.apple.com/de/song/42"}}]}}},
             {"id":"v","type":"music-videos","attributes":{"name":"Video"}},{"type":"songs"}],"next":"/v1/next"}
            """
        let page = try JSONDecoder().decode(ApplePage.self, from: Data(text.utf8))
        let tracks = (page.data?.values ?? []).compactMap { $0.track(for: nil) }
        #expect(tracks.map(\.id) == ["42"])
        #expect(tracks.first?.isrc == "DEAB1")
        #expect(tracks.first?.durationMilliseconds == 181_000)
    }
}
