import Accounts
import Jobs
import Storage
import Testing

@testable import Catalog

/// The client of the Apple Music API against a server with its published routes: who it says it is, what it makes of the answers.
@Suite(.timeLimit(.minutes(2)))
struct AppleMusicCatalogueTests {
    private static func song(_ number: Int) -> String {
        """
        {"id":"\(number)","type":"songs","attributes":{"name":"Song \(number)","artistName":"Zoë","albumName":"Töne",
         "durationInMillis":181000,"isrc":"deab\(number)","url":"https://music.apple.com/de/song/\(number)",
         "artwork":{"url":"https://art.example/{w}x{h}.jpg"}}}
        """
    }

    /// A song as a library has it: its id and its code are the catalogue's, which comes beside it if it is asked for.
    private static func librarySong(_ number: Int, withCatalogue: Bool) -> String {
        let catalogue = withCatalogue ? #","relationships":{"catalog":{"data":[\#(song(number))]}}"# : ""
        return """
            {"id":"i.\(number)","type":"library-songs","attributes":{"name":"Song \(number)","artistName":"Zoë",
             "durationInMillis":181000,"playParams":{"id":"i.\(number)","catalogId":"\(number)"}}\(catalogue)}
            """
    }

    /// Songs of a library in pages of two; as Apple does, the next page is named without what the first was asked with.
    private static func libraryPage(_ request: WebSite.Request, count: Int) -> WebSite.Answer {
        let offset = request.parameter("offset").flatMap { Int($0) } ?? 0
        let withCatalogue = request.parameter("include") == "catalog"
        let last = min(offset + 2, count)
        let songs = (offset..<last).map { librarySong($0, withCatalogue: withCatalogue) }.joined(separator: ",")
        let next = last < count ? #","next":"\#(request.place)?offset=\#(last)""# : ""
        return .json(#"{"data":[\#(songs)]\#(next)}"#)
    }

    private static func music(_ stage: ServiceStage) throws -> AppleMusicCatalogue {
        AppleMusicCatalogue(client: try stage.client(.appleMusic), limit: 10_000)
    }

    private static func list(_ stage: ServiceStage, _ address: String) async throws -> TrackList {
        guard case .list(let list) = try await music(stage).find(address, for: ServiceStage.member) else {
            throw MusicServiceError.malformed
        }
        return list
    }

    private static func titles(_ list: TrackList) async -> [String] {
        var titles = [list.first.title]
        for await page in list.rest { titles += page.map(\.title) }
        return titles
    }

    @Test func `without an account the catalogue is asked with the developer's token alone`() async throws {
        let stage = try await ServiceStage { _, request in
            request.place == "/v1/catalog/us/search"
                ? .json(#"{"results":{"songs":{"data":[\#(Self.song(1)),{"type":"songs"},\#(Self.song(2))]}}}"#) : nil
        }
        let tracks = try await Self.music(stage).search("zoë song", for: ServiceStage.member, count: 40)
        #expect(tracks.map(\.title) == ["Song 1", "Song 2"])
        #expect(tracks.first?.isrc == "DEAB1" && tracks.first?.account == nil && tracks.first?.album == "Töne")
        #expect(tracks.first?.artwork == "https://art.example/600x600.jpg")
        let request = try #require(stage.asked.first)
        // A JSON Web Token: header, claims, signature.
        #expect(request.field("authorization")?.split(separator: ".").count == 3)
        #expect(request.field("authorization")?.hasPrefix("Bearer ey") == true)
        #expect(request.field("music-user-token") == nil)
        #expect(request.parameter("term") == "zoë song" && request.parameter("types") == "songs")
        // More than 25 is refused by Apple.
        #expect(request.parameter("limit") == "25")
    }

    @Test func `a member's searches go to their own country's catalogue, with both tokens`() async throws {
        let stage = try await ServiceStage { _, request in
            request.place == "/v1/catalog/de/search"
                ? .json(#"{"results":{"songs":{"data":[\#(Self.song(1))]}}}"#) : nil
        }
        try await stage.link(.appleMusic)
        let music = try Self.music(stage)
        for _ in 0..<2 {
            let tracks = try await music.search("song", for: ServiceStage.member, count: 10)
            #expect(tracks.map(\.account) == [ServiceStage.member])
        }
        let searches = stage.asked.filter { $0.place.hasSuffix("/search") }
        #expect(searches.map { $0.field("music-user-token") } == ["user-token", "user-token"])
        // Once to link, once to learn the country.
        #expect(stage.asked.count { $0.place == "/v1/me/storefront" } == 2)
    }

    @Test func `a library comes page by page, each song with its code and its place in the catalogue`() async throws {
        let stage = try await ServiceStage { _, request in
            switch request.place {
            case "/v1/me/library/songs", "/v1/me/library/playlists/p.1/tracks": Self.libraryPage(request, count: 5)
            default: nil
            }
        }
        try await stage.link(.appleMusic)
        for address in [AppleMusicLink.library, "https://music.apple.com/library/playlist/p.1"] {
            let list = try await Self.list(stage, address)
            // A library's name is nobody else's matter.
            #expect(list.title == nil)
            #expect(list.first.id == "0" && list.first.isrc == "DEAB0" && list.first.account == ServiceStage.member)
            #expect(list.first.link == "https://music.apple.com/de/song/0")
            var tracks = [list.first]
            for await page in list.rest { tracks += page }
            #expect(tracks.map(\.title) == (0..<5).map { "Song \($0)" })
            #expect(tracks.map(\.isrc) == (0..<5).map { "DEAB\($0)" })
        }
        let askers = stage.asked.filter { $0.place.contains("/library/") }.map { $0.field("music-user-token") }
        #expect(Set(askers) == ["user-token"])
    }

    @Test func `liked songs and playlists are the member's, what was played last is proposed`() async throws {
        let stage = try await ServiceStage { _, request in
            func list(_ number: Int) -> String { #"{"id":"p.\#(number)","attributes":{"name":"List \#(number)"}}"# }
            return switch request.place {
            case "/v1/me/library/songs": Self.libraryPage(request, count: 9)
            case "/v1/me/library/playlists":
                .json(
                    request.parameter("offset") == nil
                        ? #"{"data":[\#(list(1)),{"id":"p.0"}],"next":"\#(request.place)?offset=2"}"#
                        : #"{"data":[\#(list(2))],"next":"https://elsewhere.example/v1"}"#)
            case "/v1/me/recent/played/tracks":
                .json(#"{"data":[\#([1, 1, 2].map(Self.song).joined(separator: ",")),{"type":"music-videos"}]}"#)
            default: nil
            }
        }
        try await stage.link(.appleMusic)
        let music = try Self.music(stage)
        let lists = try await music.playlists(of: ServiceStage.member)
        #expect(lists.map(\.name) == ["Library", "List 1", "List 2"])
        #expect(lists.map(\.isLiked) == [true, false, false])
        #expect(try await music.liked(by: ServiceStage.member, count: 3).count == 3)
        #expect(stage.asked.count { $0.place == "/v1/me/library/songs" } == 2)
        let played = try await music.recommended(to: ServiceStage.member, count: 10)
        #expect(played.map(\.title) == ["Song 1", "Song 2"])
    }

    @Test func `further tracks of albums and playlists are fetched, an artist's best songs are a list`() async throws {
        let stage = try await ServiceStage { _, request in
            switch request.path {
            case "/v1/catalog/de/albums/7":
                .json(
                    """
                    {"data":[{"id":"7","type":"albums","attributes":{"name":"Töne","trackCount":3},"relationships":{"tracks":
                     {"data":[\(Self.song(1)),\(Self.song(2))],"next":"/v1/catalog/de/albums/7/tracks?offset=2"}}}]}
                    """)
            case "/v1/catalog/de/albums/7/tracks?offset=2": .json(#"{"data":[\#(Self.song(3))]}"#)
            case "/v1/catalog/fr/playlists/pl.8": .json(#"{"data":[{"id":"pl.8","attributes":{"name":"Soir"}}]}"#)
            case "/v1/catalog/fr/playlists/pl.8/tracks": .json(#"{"data":[\#(Self.song(4))]}"#)
            case "/v1/catalog/de/artists/9": .json(#"{"data":[{"id":"9","attributes":{"name":"Zoë"}}]}"#)
            case "/v1/catalog/de/artists/9/view/top-songs": .json(#"{"data":[\#(Self.song(5))]}"#)
            case "/v1/catalog/us/songs/6": .json(#"{"data":[\#(Self.song(6))]}"#)
            default: .json(#"{"errors":[{"status":"404","code":"40400"}]}"#, status: "404 Not Found")
            }
        }
        let album = try await Self.list(stage, "https://music.apple.com/de/album/toene/7")
        #expect((album.title, album.count) == ("Töne", 3))
        #expect(await Self.titles(album) == ["Song 1", "Song 2", "Song 3"])
        let playlist = try await Self.list(stage, "https://music.apple.com/fr/playlist/soir/pl.8")
        #expect(playlist.title == "Soir")
        #expect(await Self.titles(playlist) == ["Song 4"])
        #expect(await Self.titles(try await Self.list(stage, "https://music.apple.com/de/artist/zoe/9")) == ["Song 5"])
        guard
            case .track(let track) = try await Self.music(stage).find(
                "https://music.apple.com/song/lied/6", for: ServiceStage.member)
        else { throw MusicServiceError.malformed }
        #expect(track.id == "6" && track.account == nil)
        await #expect(throws: MusicServiceError.unavailable) {
            try await Self.list(stage, "https://music.apple.com/de/album/none/404")
        }
    }

    @Test func `a refused user token can't be renewed: the member has to link again, and is told once`() async throws {
        let refusal = #"{"errors":[{"status":"403","code":"40300","title":"Forbidden"}]}"#
        let stage = try await ServiceStage { _, request in
            request.place == "/v1/me/library/playlists" ? .json(refusal, status: "403 Forbidden") : nil
        }
        try await stage.link(.appleMusic)
        let music = try Self.music(stage)
        for _ in 0..<2 {
            await #expect(throws: MusicServiceError.relinkNeeded) { try await music.playlists(of: ServiceStage.member) }
        }
        #expect(stage.asked.count { $0.place == "/v1/me/library/playlists" } == 1)
        #expect(stage.lost.all == [.appleMusic])
        // What is public is found as before.
        await #expect(throws: MusicServiceError.unavailable) {
            _ = try await music.find("https://music.apple.com/us/song/lied/6", for: ServiceStage.member)
        }
        #expect(stage.asked.last?.field("music-user-token") == nil)
    }

    @Test func `a refused developer's token is the operator's trouble and costs no member their link`() async throws {
        let stage = try await ServiceStage { _, request in
            request.place == "/v1/me/library/playlists" ? .json("", status: "401 Unauthorized") : nil
        }
        try await stage.link(.appleMusic)
        let music = try Self.music(stage)
        await #expect(throws: MusicServiceError.failing) { try await music.playlists(of: ServiceStage.member) }
        #expect(stage.lost.all.isEmpty)
        let accounts = try await stage.accounts.accounts(of: ServiceStage.member)
        #expect(accounts.map(\.needsRelinking) == [false])
    }

    @Test func `a pause it asks for is kept, and what fails in passing is asked again`() async throws {
        let stage = try await ServiceStage { _, request in
            guard request.place == "/v1/catalog/us/search" else { return nil }
            return switch request.number {
            case 0: .json("{}", status: "429 Too Many Requests", fields: ["Retry-After: 2"])
            case 1: .json("", status: "503 Service Unavailable")
            default: .json(#"{"results":{"songs":{"data":[\#(Self.song(1))]}}}"#)
            }
        }
        #expect(try await Self.music(stage).search("song", for: ServiceStage.member, count: 1).count == 1)
        #expect(stage.pauses.all.first == .seconds(2) && stage.pauses.all.count == 2)
    }

    @Test func `fields that changed their type or are gone cost one entry at most`() async throws {
        let stage = try await ServiceStage { _, _ in
            .json(
                """
                {"results":{"songs":{"data":[{"id":7,"type":"songs"},{"id":"8","type":"songs","attributes":{"name":"Bare"}},
                 null,\(Self.song(1))],"href":3},"top":[]},"meta":{}}
                """)
        }
        let tracks = try await Self.music(stage).search("song", for: ServiceStage.member, count: 10)
        #expect(tracks.map(\.title) == ["Bare", "Song 1"])
        #expect(tracks.first?.durationMilliseconds == nil)
        let other = try await ServiceStage { _, _ in .json(#"{"results":[]}"#) }
        await #expect(throws: MusicServiceError.malformed) {
            try await Self.music(other).search("song", for: ServiceStage.member, count: 10)
        }
    }
}
