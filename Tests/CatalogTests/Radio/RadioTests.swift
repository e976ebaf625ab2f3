import Addresses
import DiscordTypes
import Foundation
import HTTPClient
import Jobs
import Logging
import LoopbackServer
import Synchronization
import Testing

@testable import Catalog

@Suite(.timeLimit(.minutes(2)))
struct RadioTests {
    private static let member = UserID(1)

    private func catalog() throws -> Catalog {
        let client = try HTTPClient(
            configuration: .untrusted(userAgent: "TestAgent/1.0", allowing: CIDR.list("127.0.0.1/32") ?? []))
        return Catalog(client: client, sites: nil, media: .forTests, now: { 0 }, logger: Logger(label: "test"))
    }

    private static func metadata(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        let blocks = (bytes.count + 15) / 16
        return [UInt8(blocks)] + bytes + [UInt8](repeating: 0, count: blocks * 16 - bytes.count)
    }

    @Test func `titles are taken out of the sound, across a reconnection too`() async throws {
        let sound = (0..<40_000).map { UInt8(truncatingIfNeeded: $0 &* 13) }
        let connections = Mutex(0)
        let server = try LoopbackServer { connection in
            guard let head = connection.readHead() else { return }
            let number = connections.withLock { count in
                count += 1
                return count
            }
            guard head.lowercased().contains("icy-metadata: 1"), number <= 2 else { return }
            connection.write(
                "HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nicy-name: Test FM\r\nicy-metaint: 8192\r\n\r\n")
            let mine = number == 1 ? sound[..<20_000] : sound[20_000...]
            var sent = mine.startIndex
            var pieces = ["StreamTitle='Zoë - Lied \(number)';StreamUrl='';", "", "StreamTitle='It's late';"][...]
            while sent < mine.endIndex {
                let end = min(sent + 8192, mine.endIndex)
                connection.write(Array(mine[sent..<end]))
                if end - sent == 8192 { connection.write(Self.metadata(pieces.popFirst() ?? "")) }
                sent = end
            }
        }
        let reader = try catalog().reader(of: .url("http://127.0.0.1:\(server.port)/radio"), for: Self.member)
        let titles = Mutex<[String]>([])
        reader.onNews { news in
            guard case .title(let title) = news else { return }
            titles.withLock { $0.append(title) }
        }
        let received = Mutex<[UInt8]>([])
        // The station never ends by itself: it is left once all of it was heard.
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var buffer = [UInt8](repeating: 0, count: 3000)
                while received.withLock({ $0.count }) < sound.count {
                    var span = buffer.mutableSpan
                    guard let count = try? reader.read(into: &span) else { break }
                    received.withLock { $0 += buffer[..<count] }
                }
                reader.cancel()
                continuation.resume()
            }
        }
        #expect(received.withLock { $0 } == sound)
        #expect(titles.withLock { $0 } == ["Zoë - Lied 1", "Zoë - Lied 2"])
        #expect(reader.opened?.track?.title == "Test FM")
        #expect(reader.opened?.track?.service == .radio)
    }

    @Test(arguments: [
        ("StreamTitle='A - B';StreamUrl='';", "A - B"), ("StreamTitle='It's a 'day'';", "It's a 'day'"),
        ("StreamTitle='';", nil),
        ("StreamUrl='x';", nil), ("StreamTitle='open", "open"), ("", nil), ("StreamTitle=' - ';", nil),
    ])
    func `a title is read as stations write it`(text: String, title: String?) {
        #expect(ICYMetadata.title(Array(text.utf8)) == title)
    }

    @Test func `Latin 1 is understood`() {
        #expect(ICYMetadata.title(Array("StreamTitle='Ma".utf8) + [0xF1] + Array("ana';".utf8)) == "Mañana")
    }

    @Test func `a PLS of one station tries its addresses in turn`() async throws {
        let site = try WebSite { site, request in
            switch request.path {
            case "/a.pls":
                .page(
                    "[playlist]\nFile1=/gone\nTitle1=X\nLength1=-1\nFile2=/here\nNumberOfEntries=2\n",
                    type: "audio/x-scpls")
            case "/here": .init(type: "audio/mpeg", body: [1, 2, 3])
            default: .missing
            }
        }
        let reader = try catalog().reader(of: .url(site.url("/a.pls")), for: Self.member)
        #expect(try await reader.readAll().get() == [1, 2, 3])
    }

    @Test func `an M3U of pieces plays the first and gives the others as a list`() async throws {
        let site = try WebSite { site, request in
            request.path == "/a.m3u"
                ? .page("#EXTM3U\n#EXTINF:61,One\none.mp3\n#EXTINF:62,Two\n/two.mp3\n", type: "audio/x-mpegurl")
                : .init(type: "audio/mpeg", body: Array(request.path.utf8))
        }
        let reader = try catalog().reader(of: .url(site.url("/a.m3u")), for: Self.member)
        #expect(try await reader.readAll().get() == Array("/one.mp3".utf8))
        let list = try #require(reader.opened?.list)
        #expect(list.count == 2)
        #expect(reader.opened?.track?.title == "One")
        var rest: [CatalogTrack] = []
        for await page in list.rest { rest += page }
        #expect(rest.map(\.title) == ["Two"])
        #expect(rest.map(\.link) == [site.url("/two.mp3")])
        #expect(rest.first?.durationMilliseconds == 62_000)
    }

    @Test func `a list whose first entries can't be opened goes on with the next and names them`() async throws {
        let site = try WebSite { site, request in
            switch request.path {
            case "/a.m3u":
                .page(
                    "#EXTM3U\n#EXTINF:61,One\none.mp3\n#EXTINF:61,Two\nhttp://10.0.0.1/two\n#EXTINF:62,Three\nthree.mp3\n"
                        + "#EXTINF:62,Four\nfour.mp3\n", type: "audio/x-mpegurl")
            case "/a.pls":
                .page("[playlist]\nFile1=one.mp3\nLength1=61\nFile2=three.mp3\nLength2=62\n", type: "audio/x-scpls")
            case "/three.mp3": .init(type: "audio/mpeg", body: Array("three".utf8))
            default: .missing
            }
        }
        for (path, passed, rest) in [("/a.m3u", ["One", "Two"], ["Four"]), ("/a.pls", ["one"], [])] {
            let reader = try catalog().reader(of: .url(site.url(path)), for: Self.member)
            #expect(try await reader.readAll().get() == Array("three".utf8))
            let list = try #require(reader.opened?.list)
            #expect(list.passed.map(\.title) == passed)
            #expect(list.count == rest.count + 1)
            var others: [String] = []
            for await page in list.rest { others += page.map(\.title) }
            #expect(others == rest)
        }
    }

    @Test func `what is no address of the web costs a list's other entries nothing`() async throws {
        let site = try WebSite { _, request in
            request.path == "/a.m3u"
                ? .page(
                    "#EXTM3U\n#EXTINF:61,One\nC:\\Music\\one.mp3\n#EXTINF:61,Two\nmms://a.example/two\n"
                        + "#EXTINF:62,Three\nthree.mp3\n", type: "audio/x-mpegurl")
                : .init(type: "audio/mpeg", body: Array(request.path.utf8))
        }
        let reader = try catalog().reader(of: .url(site.url("/a.m3u")), for: Self.member)
        #expect(try await reader.readAll().get() == Array("/three.mp3".utf8))
        #expect(reader.opened?.list?.count == 1)
    }

    @Test func `a station's next address is tried where one gives no stream`() async throws {
        let site = try WebSite { _, request in
            switch request.path {
            case "/a.pls":
                .page("[playlist]\nFile1=http://\nFile2=/empty.m3u\nFile3=/gone\nFile4=/live\n", type: "audio/x-scpls")
            case "/empty.m3u": .page("#EXTM3U\n", type: "audio/x-mpegurl")
            case "/live": .init(type: "audio/mpeg", body: Array("live".utf8))
            default: .missing
            }
        }
        let reader = try catalog().reader(of: .url(site.url("/a.pls")), for: Self.member)
        #expect(try await reader.readAll().get() == Array("live".utf8))
    }

    @Test func `a list of which none of the first entries can be opened is refused with the first one's reason`()
        async throws
    {
        let site = try WebSite { _, request in
            request.path == "/a.m3u"
                ? .page(
                    "#EXTM3U\n" + (0..<50).map { "#EXTINF:61,\($0)\n\($0).mp3\n" }.joined(), type: "audio/x-mpegurl")
                : .missing
        }
        let reader = try catalog().reader(of: .url(site.url("/a.m3u")), for: Self.member)
        await #expect(throws: MediaFetchError.status(404)) { try await reader.readAll().get() }
        #expect(site.seen.count == 5)
    }

    @Test func `R38 a playlist that names itself is not followed for ever`() async throws {
        let site = try WebSite { site, _ in .page("#EXTM3U\n/a.m3u\n", type: "audio/x-mpegurl") }
        let reader = try catalog().reader(of: .url(site.url("/a.m3u")), for: Self.member)
        await #expect(throws: (any Error).self) { try await reader.readAll().get() }
        #expect(site.seen.count <= 3)
    }

    @Test(arguments: ["file:///etc/passwd", "http://10.0.0.1/a", "/away", "data:audio/mpeg,a"])
    func `R35 a playlist's entries are checked like what a member types`(entry: String) async throws {
        let site = try WebSite { _, request in
            request.path == "/a.m3u"
                ? .page("#EXTM3U\n\(entry)\n", type: "audio/x-mpegurl")
                : .redirect(to: "http://169.254.169.254/latest/meta-data")
        }
        let reader = try catalog().reader(of: .url(site.url("/a.m3u")), for: Self.member)
        await #expect(throws: MediaFetchError.self) { try await reader.readAll().get() }
    }
}
