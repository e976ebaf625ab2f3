import Foundation
import Glibc
import Jobs
import Testing

@testable import Catalog

/// Lists that were made to do harm, through the real yt-dlp.
@Suite(.disabled(if: SiteStage.isMissing, "no .venv with yt-dlp: scripts/setup"), .timeLimit(.minutes(5)))
struct PlaylistBombTests {
    /// Lists at `bomb.example`, which are counted in a file of the worker's folder when they are opened.
    private static func plugin() throws -> SitePlugin {
        try SitePlugin(
            """
            class BombPlaylistIE(InfoExtractor):
                _VALID_URL = r'https?://bomb\\.example/(?P<id>[a-z]+)/(?P<n>\\d+)'
                def _real_extract(self, url):
                    kind, number = self._match_valid_url(url).group('id', 'n')
                    with open('opened', 'a') as count:
                        count.write('.')
                    inner = lambda n: self.url_result(f'http://bomb.example/{kind}/{n}', ie='BombPlaylist')
                    song = lambda n, **more: {'_type': 'url', 'url': f'http://bomb.example/song{n}', 'id': str(n),
                                              'title': f'Song {n}', **more}
                    entries = {
                        'endless': lambda: (song(n) for n in itertools.count()),
                        'itself': lambda: [song(number), inner(number)],
                        'fan': lambda: (inner(n) for n in range(100)),
                        'half': lambda: [inner(0), self.url_result('http://bomb.example/broken/1', ie='BombPlaylist'),
                                         song(1)] if number == '1' else [song(0)],
                        'odd': lambda: [song(0, duration=0), song(1, duration=10**9), song(2, duration=-5),
                                        song(3, duration=float('nan')), song(4, duration='x'), song(5, duration=60)],
                    }[kind]()
                    return self.playlist_result(entries, kind, kind)

            """)
    }

    private static func entries(_ kind: String, _ change: (inout SiteConfiguration) -> Void = { _ in }) async throws
        -> (
            tracks: [CatalogTrack], lists: Int
        )
    {
        let plugin = try plugin()
        let stage = try SiteStage {
            $0.plugins = plugin.folder
            change(&$0)
        }
        var tracks: [CatalogTrack] = []
        do {
            guard case .list(let list) = try await stage.sites.find("http://bomb.example/\(kind)/1") else {
                throw CancellationError()
            }
            tracks = [list.first]
            for await page in list.rest { tracks += page }
        } catch SiteError.refused(.noFormats) {
            // Nothing in it at all.
        }
        let opened = try Data(contentsOf: URL(fileURLWithPath: stage.folder + "/opened"))
        return (tracks, opened.count)
    }

    @Test func `R38 a list without end is read up to the limit`() async throws {
        let found = try await Self.entries("endless") { $0.maximumEntries = 1_000 }
        #expect(found.tracks.map(\.title) == (0..<1_000).map { "Song \($0)" })
        #expect(found.lists == 1)
    }

    private static func endless(
        _ plugin: SitePlugin, lists: Int, deadline: Duration
    ) async throws -> (stage: SiteStage, list: TrackList) {
        let stage = try SiteStage {
            $0.plugins = plugin.folder
            $0.maximumEntries = 1_000_000_000
            $0.maximumWorkers = 1
            $0.maximumLists = lists
            $0.listDeadline = deadline
        }
        guard case .list(let list) = try await stage.sites.find("http://bomb.example/endless/1") else {
            throw CancellationError()
        }
        return (stage, list)
    }

    @Test func `R38 a list without end keeps nobody from a track, and ends with its reader`() async throws {
        let plugin = try Self.plugin()
        let site = try WebSite { _, _ in WebSite.audioPage("/a.opus") }
        let (stage, list) = try await Self.endless(plugin, lists: 1, deadline: .seconds(3600))
        let reader = try #require(await stage.workers.processes.first)
        let (pages, page) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingOldest(1))
        let reading = Task { for await tracks in list.rest { page.yield(tracks.count) } }
        for await _ in pages.prefix(1) {}
        guard case .track = try await stage.sites.find(site.url("/track")) else { throw CancellationError() }
        #expect(await stage.workers.processes.contains(reader))
        reading.cancel()
        while kill(-reader, 0) == 0 { try await Task.sleep(for: .milliseconds(5)) }
        guard case .track = try await stage.sites.find(site.url("/track")) else { throw CancellationError() }
        #expect(await stage.workers.processes.count == 1)
    }

    @Test func `R38 a list without end is ended at its deadline, and what came of it is there`() async throws {
        let plugin = try Self.plugin()
        let site = try WebSite { _, _ in WebSite.audioPage("/a.opus") }
        let (stage, list) = try await Self.endless(plugin, lists: 0, deadline: .seconds(12))
        var count = 0
        for await tracks in list.rest { count += tracks.count }
        #expect(count > 0)
        guard case .track = try await stage.sites.find(site.url("/track")) else { throw CancellationError() }
    }

    @Test func `R38 a list that names itself is followed as deep as lists may be`() async throws {
        let found = try await Self.entries("itself") { $0.maximumDepth = 3 }
        #expect(found.tracks.count == 4)
        #expect(found.lists == 4)
    }

    @Test func `R38 lists of lists of lists without a song are given up soon`() async throws {
        let found = try await Self.entries("fan") { $0.maximumDepth = 3 }
        #expect(found.tracks.isEmpty)
        #expect((2...201).contains(found.lists))
    }

    @Test func `an inner list that can't be opened costs the others nothing`() async throws {
        #expect(try await Self.entries("half").tracks.map(\.title) == ["Song 0", "Song 1"])
    }

    @Test func `R38 a length that no song has is none`() async throws {
        let found = try await Self.entries("odd")
        #expect(found.tracks.map(\.durationMilliseconds) == [nil, nil, nil, nil, nil, 60_000])
    }
}
