import Accounts
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

/// A member's YouTube cookies with the real yt-dlp and a YouTube of the test's own: used, refused in the middle of a queue, lost.
@Suite(.disabled(if: SiteStage.isMissing, "no .venv with yt-dlp: scripts/setup"), .timeLimit(.minutes(5)))
struct MemberCookiesTests {
    private final class News: Sendable {
        private let list = Mutex<[MediaNews]>([])
        var all: [MediaNews] { list.withLock { $0 } }
        func add(_ news: MediaNews) { list.withLock { $0.append(news) } }
    }

    private static func plugin(_ site: WebSite) throws -> SitePlugin {
        try SitePlugin(
            """
            class TestYoutubeIE(YoutubeIE, plugin_name='test'):
                def _real_extract(self, url):
                    signed = any(cookie.name == 'SAPISID' for cookie in self.cookiejar)
                    answer = self._download_webpage('\(site.url("/"))' + ('signed' if signed else 'public'), 'x')
                    if answer == 'stale':
                        self.report_warning('The provided YouTube account cookies are no longer valid.')
                        raise ExtractorError('Sign in to confirm you are not a bot', expected=True)
                    return {'id': self._match_id(url), 'title': 'Leiter', 'url': '\(site.url("/a.opus"))',
                            'ext': 'opus', 'acodec': 'opus', 'vcodec': 'none', 'availability': 'public'}

            """)
    }

    @Test func `cookies that stop working in the middle of a queue give way to the public way, and it is said`()
        async throws
    {
        let isStale = Mutex(false)
        let site = try WebSite { _, request in
            switch request.path {
            case "/signed": .page(isStale.withLock { $0 } ? "stale" : "fine")
            case "/public": .page("fine")
            default: .init(type: "audio/ogg", body: Array("sound".utf8))
            }
        }
        let (plugin, services) = (try Self.plugin(site), try await ServiceStage { _, _ in nil })
        let stage = try SiteStage { $0.plugins = plugin.folder }
        let client = try HTTPClient(
            configuration: .untrusted(userAgent: "test", allowing: CIDR.list("127.0.0.1/32") ?? []))
        let clock = Mutex<Int64>(1_000)
        let catalog = Catalog(
            client: client, sites: (stage.workers, stage.sites.configuration),
            services: MusicServices(
                accounts: services.accounts, client: client, spotify: nil, soundcloud: nil, appleMusic: nil,
                youtube: nil, limit: 10), media: .forTests, now: { clock.withLock { $0 } },
            logger: Logger(label: "test"))
        let cookies = "# Netscape HTTP Cookie File\n.youtube.com\tTRUE\t/\tTRUE\t1990000000\tSAPISID\tcanary\n"
        _ = try await services.accounts.linkCookies(Array(cookies.utf8), of: ServiceStage.member)
        var track = CatalogTrack(
            service: .youtube, id: "aaaaaaaaaaa", title: "Leiter", link: "https://www.youtube.com/watch?v=aaaaaaaaaaa")
        func play() async throws -> (account: UserID?, news: [MediaNews]) {
            let news = News()
            let reader = catalog.reader(of: .track(track), for: ServiceStage.member)
            reader.onNews { news.add($0) }
            #expect(try await reader.readAll().get() == Array("sound".utf8))
            return (reader.opened?.track?.account, news.all)
        }
        let before = try await play()
        #expect(before.account == ServiceStage.member && before.news.isEmpty)
        track.account = before.account
        // What was looked up is no longer remembered when its turn comes.
        isStale.withLock { $0 = true }
        clock.withLock { $0 += 3_600_000 }
        let during = try await play()
        #expect(during.account == nil && during.news == [.playsPublicly(.youtube)])
        #expect(services.lost.all == [.youtubeCookies])
        // The tracks behind it say so too, and the cookies are sent no more.
        let signed = site.seen.count { $0.path == "/signed" }
        let after = try await play()
        #expect(after.account == nil && after.news == [.playsPublicly(.youtube)])
        #expect(site.seen.count { $0.path == "/signed" } == signed)
        #expect(site.seen.allSatisfy { $0.field("cookie") == nil })
    }
}
