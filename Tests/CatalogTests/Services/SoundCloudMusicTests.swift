import Jobs
import Storage
import Testing

@testable import Catalog

@Suite(.timeLimit(.minutes(2)))
struct SoundCloudMusicTests {
    private static func track(_ number: Int, access: String = "playable") -> String {
        """
        {"kind":"track","urn":"soundcloud:tracks:\(number)","title":"Track \(number)","user":{"username":"Zoë"},
         "duration":200000,"access":"\(access)","permalink_url":"https://soundcloud.com/zoe/\(number)"}
        """
    }

    private static func music(_ stage: ServiceStage) throws -> SoundCloudMusic {
        SoundCloudMusic(client: try stage.client(.soundcloud), limit: 10_000)
    }

    @Test func `previews are marked, what is blocked is left out`() async throws {
        let stage = try await ServiceStage { _, _ in
            .json(
                #"{"collection":[\#(Self.track(1)),\#(Self.track(2, access: "preview")),"#
                    + #"\#(Self.track(3, access: "blocked"))]}"#)
        }
        let tracks = try await Self.music(stage).search("track", for: ServiceStage.member, count: 10)
        #expect(tracks.map(\.title) == ["Track 1", "Track 2"])
        #expect(tracks.map(\.isMirrored) == [false, true])
        #expect(stage.site.seen.first?.field("authorization") == "OAuth access-1")
    }

    @Test func `a list is followed on the service's own origin and nowhere else`() async throws {
        let stage = try await ServiceStage { site, request in
            switch request.place {
            case "/resolve": .redirect(to: site.url("/playlists/1"))
            case "/playlists/1":
                .json(#"{"kind":"playlist","urn":"soundcloud:playlists:1","title":"Set","sharing":"private"}"#)
            case "/playlists/soundcloud:playlists:1/tracks":
                .json(
                    request.parameter("offset") == nil
                        ? #"{"collection":[\#(Self.track(1))],"next_href":"\#(site.url(request.path))&offset=1"}"#
                        : #"{"collection":[\#(Self.track(2))],"next_href":"http://127.0.0.1:9/tracks"}"#)
            default: .missing
            }
        }
        let found = try await Self.music(stage).find(
            "https://soundcloud.com/zoe/sets/set", for: ServiceStage.member)
        guard case .list(let list) = found else {
            Issue.record("no list")
            return
        }
        #expect(list.title == nil)
        var titles = [list.first.title]
        for await page in list.rest { titles += page.map(\.title) }
        #expect(titles == ["Track 1", "Track 2"])
    }

    @Test func `where the sound is needs no token, and the token goes to no other place`() async throws {
        let stage = try await ServiceStage { site, request in
            switch request.place {
            case "/tracks/soundcloud:tracks:1/streams":
                .json(#"{"hls_aac_160_url":"\#(site.url("/hls/1"))","preview_mp3_128_url":"\#(site.url("/p"))"}"#)
            case "/tracks/soundcloud:tracks:2/streams":
                .json(#"{"hls_aac_160_url":"https://media.example/2.m3u8"}"#)
            case "/tracks/soundcloud:tracks:3/streams": .json(#"{"preview_mp3_128_url":"\#(site.url("/p"))"}"#)
            case "/hls/1": .redirect(to: "https://media.example/1.m3u8?signed")
            default: .missing
            }
        }
        let music = try Self.music(stage)
        let tracks = (1...3).map { CatalogTrack(service: .soundcloud, id: "soundcloud:tracks:\($0)", title: "") }
        let first = try await music.audio(of: tracks[0], for: ServiceStage.member)
        #expect(first.location == MediaLocation(url: "https://media.example/1.m3u8?signed"))
        #expect(first.account == nil)
        let second = try await music.audio(of: tracks[1], for: ServiceStage.member)
        #expect(second.location == MediaLocation(url: "https://media.example/2.m3u8"))
        await #expect(throws: MusicServiceError.unavailable) {
            _ = try await music.audio(of: tracks[2], for: ServiceStage.member)
        }
    }
}
