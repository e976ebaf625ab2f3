import DiscordTypes
import Foundation
import Jobs
import LoopbackServer
import Testing

@testable import Catalog

@Suite(.disabled(if: SiteStage.isMissing, "no .venv with yt-dlp: scripts/setup"), .timeLimit(.minutes(5)))
struct SitesTests {
    private static let member = UserID(1)

    @Test func `a page's audio is found, with its title, and read through our own client`() async throws {
        let sound = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let site = try WebSite { site, request in
            request.path == "/song" ? WebSite.audioPage("/a.opus") : .init(type: "audio/ogg", body: sound)
        }
        let stage = try SiteStage()
        let reader = stage.catalog.reader(of: .url(site.url("/song")), for: Self.member)
        #expect(try await reader.readAll().get() == sound)
        let track = try #require(reader.opened?.track)
        #expect(track.title.hasPrefix("Zoë — Leiter"))
        #expect(track.service == .site)
        #expect(track.link == site.url("/song"))
        let audio = try #require(site.seen.last)
        #expect(audio.path == "/a.opus")
        // What the site wants to see with every request for its media.
        #expect(audio.field("referer") == site.url("/song"))
    }

    @Test
    func `R35 a thumbnail is passed on as a link and never fetched, and a page of one's own is proposed to nobody`()
        async throws
    {
        let site = try WebSite { site, request in
            switch request.path {
            case "/a.opus": .init(type: "audio/ogg", body: [1, 2, 3])
            case let path where path.hasPrefix("/thumb"): .init(type: "image/jpeg", body: [0xFF])
            default:
                .page(
                    "<html><head><title>Leiter</title><meta property=\"og:title\" content=\"Leiter\">"
                        + "<meta property=\"og:image\" content=\"\(site.url("/thumb.jpg"))\">"
                        + "<meta property=\"og:video\" content=\"\(site.url("/a.opus"))\"></head></html>")
            }
        }
        let stage = try SiteStage()
        let reader = stage.catalog.reader(of: .url(site.url("/song")), for: Self.member)
        #expect(try await reader.readAll().get() == [1, 2, 3])
        let track = try #require(reader.opened?.track)
        #expect(track.artwork == site.url("/thumb.jpg"))
        #expect(!site.seen.contains { $0.path.hasPrefix("/thumb") })
        // Whether others may see the page its site does not say.
        #expect(track.isUnlisted == true)
    }

    @Test func `an address that expired in mid-track is replaced, and reading goes on at the same byte`() async throws {
        let server = try MediaServer { server, request, connection in
            let path = request.head.split(separator: " ")[1]
            switch (path, request.number) {
            case ("/old", 0): server.send(request, to: connection, atMost: 300_000)
            case ("/old", _): connection.respond("403 Forbidden")
            default: server.send(request, to: connection)
            }
        }
        let site = try WebSite { site, request in
            WebSite.audioPage(server.url(request.number < 2 ? "/old" : "/new"))
        }
        let stage = try SiteStage()
        let reader = stage.catalog.reader(of: .url(site.url("/song")), for: Self.member)
        #expect(try await reader.readAll().get() == server.body)
        #expect(server.seen.last?.start == 300_000)
        #expect(server.seen.last?.head.contains("/new") == true)
    }

    @Test func `a list gives its first entry at once and the others page by page, up to the limit`() async throws {
        let items = (0..<130).map { "<item><title>Track \($0)</title><link>http://example.org/\($0)</link></item>" }
        let feed =
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Feed</title>\(items.joined())</channel></rss>"
        let site = try WebSite { _, _ in .page(feed, type: "application/rss+xml") }
        let stage = try SiteStage { $0.maximumEntries = 120 }
        guard case .list(let list) = try await stage.sites.find(site.url("/feed.rss")) else {
            Issue.record("no list")
            return
        }
        #expect(list.title == "Feed")
        #expect(list.first.title == "Track 0")
        var titles = [list.first.title]
        for await page in list.rest { titles += page.map(\.title) }
        #expect(titles == (0..<120).map { "Track \($0)" })
    }

    @Test(arguments: [
        ("/nothing", SiteError.Reason.unsupported), ("/missing", .unavailable), ("/busy", .botCheck),
        ("/login", .signInNeeded), ("/away", .forbidden),
    ])
    func `what went wrong has a name`(path: String, reason: SiteError.Reason) async throws {
        let site = try WebSite { site, request in
            switch request.path {
            case "/nothing": .page("<html><body>words</body></html>")
            case "/busy": .init(status: "429 Too Many Requests")
            case "/login": .init(status: "401 Unauthorized")
            case "/away": .redirect(to: "http://10.1.2.3/song")
            default: .missing
            }
        }
        let stage = try SiteStage()
        await #expect(throws: SiteError.refused(reason)) { try await stage.sites.find(site.url(path)) }
    }

    @Test func `a member's cookies go with that member's question only and are in no file`() async throws {
        let site = try WebSite { _, _ in WebSite.audioPage("/a.opus") }
        let stage = try SiteStage { $0.maximumWorkers = 1 }
        let cookies = "# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t4102444800\tsid\tcanary-7f3a\n"
        _ = try await stage.sites.find(site.url("/one"), cookies: SiteCookies(cookies))
        _ = try await stage.sites.find(site.url("/two"))
        let sent = site.seen.map { $0.field("cookie") }
        #expect(sent.first == "sid=canary-7f3a")
        #expect(sent.last == .some(nil))
        for case let name as String in try #require(FileManager.default.enumerator(atPath: stage.folder)) {
            let text = (try? Data(contentsOf: URL(fileURLWithPath: stage.folder + "/" + name))).map {
                String(decoding: $0, as: UTF8.self)
            }
            #expect(text?.contains("canary-7f3a") != true, "\(name)")
        }
    }
}
