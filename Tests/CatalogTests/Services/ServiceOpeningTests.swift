import Addresses
import DiscordTypes
import Foundation
import HTTPClient
import Jobs
import Logging
import Storage
import Synchronization
import Testing

@testable import Catalog

/// Tracks of services from the first question to the last byte: whose account opens them, and what takes their place.
@Suite(.timeLimit(.minutes(2)))
struct ServiceOpeningTests {
    private final class News: Sendable {
        private let list = Mutex<[MediaNews]>([])
        var all: [MediaNews] { list.withLock { $0 } }
        func add(_ news: MediaNews) { list.withLock { $0.append(news) } }
    }

    /// Segments that need no token, as a service's media servers have them.
    private static func media() throws -> WebSite {
        try WebSite { _, request in
            request.path == "/a.m3u8"
                ? .page(
                    "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n/one.aac\n#EXT-X-ENDLIST\n",
                    type: "application/vnd.apple.mpegurl")
                : .init(type: "audio/aac", body: Array("sound".utf8))
        }
    }

    private static func catalog(_ stage: ServiceStage, program: SoundProgram? = nil) async throws -> Catalog {
        let log = Logger(label: "test")
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("open-\(UUID().uuidString)").path
        var configuration = SQLiteConfiguration(directory: folder)
        configuration.now = { 1_000 }
        return Catalog(
            client: try HTTPClient(
                configuration: .untrusted(userAgent: "test", allowing: CIDR.list("127.0.0.1/32") ?? [])),
            sites: nil,
            services: MusicServices(
                accounts: stage.accounts,
                client: try HTTPClient(configuration: HTTPClientConfiguration(userAgent: "test")),
                spotify: stage.site.url(""), soundcloud: stage.site.url(""), appleMusic: nil, youtube: nil, limit: 100),
            cache: try await SQLiteCatalogStore(configuration, logger: log), media: .forTests, program: program,
            now: { 1_000 }, logger: log)
    }

    private static func track(_ service: CatalogTrack.Service, _ id: String, account: UserID? = nil) -> CatalogTrack {
        var track = CatalogTrack(service: service, id: id, title: "Leiter", link: "https://example.org/\(id)")
        track.artist = "Zoë"
        track.durationMilliseconds = 200_000
        track.account = account
        return track
    }

    private static func read(_ track: CatalogTrack, _ catalog: Catalog) async -> (
        result: Result<[UInt8], any Error>, opened: OpenedMedia?, news: [MediaNews]
    ) {
        let news = News()
        let reader = catalog.reader(of: .track(track), for: ServiceStage.member)
        reader.onNews { news.add($0) }
        let result = await reader.readAll()
        return (result, reader.opened, news.all)
    }

    @Test func `a member's account that stops working gives way to the public way at once, and says so`() async throws {
        let media = try Self.media()
        let stage = try await ServiceStage { _, request in
            request.place.hasSuffix("/streams") ? .json(#"{"hls_aac_160_url":"\#(media.url("/a.m3u8"))"}"#) : nil
        }
        try await stage.link(.soundcloud)
        let catalog = try await Self.catalog(stage)
        let track = Self.track(.soundcloud, "soundcloud:tracks:1", account: ServiceStage.member)
        let before = await Self.read(track, catalog)
        #expect(try before.result.get() == Array("sound".utf8))
        #expect(before.opened?.track?.account == ServiceStage.member)
        #expect(before.news.isEmpty)
        // The token is refused, and so is the one that takes its place.
        stage.expire(1)
        stage.expire(2)
        let after = await Self.read(track, catalog)
        #expect(try after.result.get() == Array("sound".utf8))
        #expect(after.opened?.track?.account == nil)
        #expect(after.news == [.playsPublicly(.soundcloud)])
        #expect(stage.lost.all == [.soundcloud])
        // The tracks behind it say so too; what was found publicly has nothing to say.
        #expect(await Self.read(track, catalog).news == [.playsPublicly(.soundcloud)])
        #expect(await Self.read(Self.track(.soundcloud, "soundcloud:tracks:1"), catalog).news.isEmpty)
        #expect(media.seen.allSatisfy { $0.field("authorization") == nil })
    }

    @Test func `a match that is gone is looked for anew, and so is one that people chose`() async throws {
        let media = try Self.media()
        let stage = try await ServiceStage { _, request in
            switch request.place {
            case "/tracks/soundcloud:tracks:2/streams": .json(#"{"hls_aac_160_url":"\#(media.url("/a.m3u8"))"}"#)
            case "/tracks":
                .json(
                    """
                    {"collection":[{"urn":"soundcloud:tracks:2","title":"Leiter","user":{"username":"Zoë"},
                     "duration":200000,"access":"playable"}]}
                    """)
            default: nil
            }
        }
        let catalog = try await Self.catalog(stage)
        let wanted = Self.track(.spotify, String(repeating: "s", count: 22))
        let gone = Self.track(.soundcloud, "soundcloud:tracks:1")
        for isCorrection in [true, false] {
            if isCorrection {
                try await catalog.mirroring.correct(wanted, to: gone)
            } else {
                await catalog.mirroring.matches.keep(gone, for: wanted)
            }
            let first = await Self.read(wanted, catalog)
            #expect(throws: CatalogError.unavailable) { try first.result.get() }
            let second = await Self.read(wanted, catalog)
            #expect(try second.result.get() == Array("sound".utf8))
            #expect(second.opened?.track?.id == wanted.id && second.opened?.playedFrom == "SoundCloud")
            await catalog.mirroring.matches.forget(wanted)
        }
    }

    @Test func `an account that a service turns away is no failure of the service`() async throws {
        let stage = try await ServiceStage { _, request in
            request.place == "/search"
                ? .json(#"{"error":{"message":"User not registered"}}"#, status: "403 Forbidden") : nil
        }
        let provider = SearchProvider(SpotifyMusic(client: try stage.client(.spotify), limit: 10))
        let cache = CatalogCache(store: nil, now: { 0 }, logger: Logger(label: "test"))
        let search = CatalogSearch(providers: [provider], cache: cache, logger: Logger(label: "test"))
        // More often than a service may fail.
        for _ in 0...CircuitBreaker.tolerated {
            let result = await search.find("leiter", for: ServiceStage.member)
            #expect(result.tracks.isEmpty)
            #expect(result.missing.isEmpty)
        }
        #expect(stage.asked.count == CircuitBreaker.tolerated + 1)
    }

    @Test func `a list that cookies opened keeps its name from others, one that is public does not`() async throws {
        let media = try Self.media()
        let catalog = try await Self.catalog(try await ServiceStage { _, _ in nil })
        for account in [ServiceStage.member, nil] {
            let list = TrackList(
                title: "Secret mixtape", count: 1,
                first: CatalogTrack(
                    service: .web, id: media.url("/one.aac"), title: "One", link: media.url("/one.aac")),
                rest: AsyncStream { nil })
            let found: OpenedMedia = try await withCheckedThrowingContinuation { continuation in
                Thread.detachNewThread {
                    let opening = MediaOpening(
                        catalog: catalog, member: ServiceStage.member, control: ReaderControl(), announce: { _ in })
                    continuation.resume(with: Result { try opening.opened(.list(list), account: account) })
                }
            }
            #expect(found.list?.title == (account == nil ? "Secret mixtape" : nil))
        }
    }

    @Test func `a list begins with the first track that can be played, and names those before it`() async throws {
        let media = try Self.media()
        let stage = try await ServiceStage { _, request in
            switch request.place {
            case "/resolve":
                .json(#"{"kind":"playlist","urn":"soundcloud:playlists:1","title":"Set","sharing":"public"}"#)
            case "/playlists/soundcloud:playlists:1/tracks":
                .json(
                    #"{"collection":[\#((1...4).map { #"{"urn":"soundcloud:tracks:\#($0)","title":"T\#($0)"}"# }.joined(separator: ","))]}"#
                )
            case "/tracks/soundcloud:tracks:3/streams": .json(#"{"hls_aac_160_url":"\#(media.url("/a.m3u8"))"}"#)
            default: nil
            }
        }
        let reader = try await Self.catalog(stage).reader(
            of: .url("https://soundcloud.com/zoe/sets/set"), for: ServiceStage.member)
        #expect(try await reader.readAll().get() == Array("sound".utf8))
        let list = try #require(reader.opened?.list)
        #expect(list.first.title == "T3")
        #expect(list.passed.map(\.title) == ["T1", "T2"])
        #expect(list.passed.allSatisfy { $0.error as? CatalogError == .unavailable })
        var rest: [String] = []
        for await page in list.rest { rest += page.map(\.title) }
        #expect(rest == ["T4"])
    }

    @Test func `the operator's program plays with the asker's own account, and where it fails the track is mirrored`()
        async throws
    {
        let stage = try await ServiceStage { _, request in
            request.place == "/tracks" ? .json(#"{"collection":[]}"#) : nil
        }
        try await stage.link(.spotify)
        let id = String(repeating: "s", count: 22)
        let catalog = try await Self.catalog(stage, program: try Script.program("read line; printf '%s' \"$line\""))
        let own = await Self.read(Self.track(.spotify, id), catalog)
        let said = try JSONDecoder().decode([String: String].self, from: Data(own.result.get()))
        #expect(said == ["track": id, "token": "access-1"])
        #expect(own.opened?.track?.account == ServiceStage.member)
        // What is no id of Spotify's is never said to it.
        let other = await Self.read(Self.track(.spotify, "x; rm"), catalog)
        #expect(throws: CatalogError.self) { try other.result.get() }
        let failing = try await Self.catalog(stage, program: try Script.program("exit 3"))
        let mirrored = await Self.read(Self.track(.spotify, id), failing)
        #expect {
            try mirrored.result.get()
        } throws: { error in
            if case CatalogError.uncertain = error { true } else { false }
        }
    }
}
