import Jobs
import Storage
import Testing

@testable import Catalog

/// The client of the YouTube Data API against a server with its published routes.
@Suite(.timeLimit(.minutes(2)))
struct YouTubeLibraryTests {
    private static func video(_ number: Int, owner: String? = "Zoë - Topic") -> String {
        let owner = owner.map { #","videoOwnerChannelTitle":"\#($0)""# } ?? ""
        return """
            {"kind":"youtube#playlistItem","id":"item\(number)","snippet":{"title":"Video \(number)",
             "resourceId":{"kind":"youtube#video","videoId":"video\(number)"}\(owner)}}
            """
    }

    /// A playlist in pages of two; the token of a page is where it begins.
    private static func page(_ request: WebSite.Request, count: Int) -> WebSite.Answer {
        let start = request.parameter("pageToken").flatMap { Int($0) } ?? 0
        let last = min(start + 2, count)
        let items = (start..<last).map { video($0) }.joined(separator: ",")
        let next = last < count ? #""nextPageToken":"\#(last)","# : ""
        return .json(#"{"kind":"youtube#playlistItemListResponse",\#(next)"items":[\#(items)],"pageInfo":{}}"#)
    }

    private static func linked(
        _ answer: @escaping @Sendable (WebSite.Request) -> WebSite.Answer?
    ) async throws -> (stage: ServiceStage, library: YouTubeLibrary) {
        let stage = try await ServiceStage { _, request in answer(request) }
        try await stage.link(.youtube)
        return (stage, YouTubeLibrary(client: try stage.client(.youtube), limit: 10_000))
    }

    private static func list(_ library: YouTubeLibrary, _ id: String) async throws -> TrackList {
        let address = "https://www.youtube.com/playlist?list=\(id)"
        guard case .list(let list) = try await library.find(address, for: ServiceStage.member) else {
            throw MusicServiceError.malformed
        }
        return list
    }

    @Test func `a playlist comes page by page with the member's own token`() async throws {
        let (stage, library) = try await Self.linked { request in
            request.place == "/playlistItems" ? Self.page(request, count: 5) : nil
        }
        let list = try await Self.list(library, "PLprivate")
        #expect(list.title == nil)
        #expect(list.first.id == "video0" && list.first.artist == "Zoë" && list.first.account == ServiceStage.member)
        #expect(list.first.link == "https://www.youtube.com/watch?v=video0")
        #expect(stage.asked.count == 1)
        var titles = [list.first.title]
        for await page in list.rest { titles += page.map(\.title) }
        #expect(titles == (0..<5).map { "Video \($0)" })
        #expect(stage.asked.map { $0.parameter("pageToken") } == [nil, "2", "4"])
        #expect(Set(stage.asked.map { $0.parameter("playlistId") }) == ["PLprivate"])
        #expect(Set(stage.asked.map { $0.parameter("part") }) == ["snippet"])
        #expect(Set(stage.asked.map { $0.field("authorization") }) == ["Bearer access-1"])
    }

    @Test func `liked videos and playlists are the member's, and searching costs no quota`() async throws {
        let (stage, library) = try await Self.linked { request in
            let first = #"{"id":"PL1","snippet":{"title":"Eins"},"contentDetails":{"itemCount":7}}"#
            return switch request.place {
            case "/playlistItems": Self.page(request, count: 9)
            case "/playlists":
                .json(
                    request.parameter("pageToken") == nil
                        ? #"{"items":[\#(first),{"id":"x"}],"nextPageToken":"n"}"#
                        : #"{"items":[{"id":"PL2","snippet":{"title":"Zwei"}}]}"#)
            default: nil
            }
        }
        let lists = try await library.playlists(of: ServiceStage.member)
        #expect(lists.map(\.name) == ["Liked videos", "Eins", "Zwei"])
        #expect(lists.map(\.count) == [nil, 7, nil])
        #expect(lists[1].link == "https://www.youtube.com/playlist?list=PL1")
        let liked = try await library.recommended(to: ServiceStage.member, count: 3)
        #expect(liked.map(\.title) == ["Video 0", "Video 1", "Video 2"])
        #expect(stage.asked.filter { $0.place == "/playlistItems" }.allSatisfy { $0.parameter("playlistId") == "LL" })
        let asked = stage.asked.count
        await #expect(throws: MusicServiceError.notConfigured) {
            try await library.search("leiter", for: ServiceStage.member, count: 10)
        }
        #expect(stage.asked.count == asked)
    }

    @Test func `without an account nothing is asked`() async throws {
        let stage = try await ServiceStage { _, _ in nil }
        let library = YouTubeLibrary(client: try stage.client(.youtube), limit: 10)
        await #expect(throws: MusicServiceError.notLinked) { try await Self.list(library, "LL") }
        #expect(stage.asked.isEmpty)
    }

    @Test func `a token that has ended is renewed once, and one that stays refused asks for a new link`() async throws {
        let (stage, library) = try await Self.linked { request in
            request.place == "/playlistItems" ? Self.page(request, count: 1) : nil
        }
        stage.expire(1)
        #expect(try await Self.list(library, "LL").first.title == "Video 0")
        #expect(stage.asked.map { $0.field("authorization") } == ["Bearer access-1", "Bearer access-2"])
        stage.expire(2)
        await #expect(throws: MusicServiceError.relinkNeeded) { try await Self.list(library, "LL") }
        #expect(stage.lost.all == [.youtube])
    }

    @Test func `removed and private videos are left out, and a changed answer costs one entry at most`() async throws {
        let (stage, library) = try await Self.linked { request in
            guard request.place == "/playlistItems" else { return nil }
            return .json(
                """
                {"items":[\(Self.video(1, owner: nil)),{"id":"y"},null,{"snippet":{"title":3}},\(Self.video(2)),
                 \(Self.video(3, owner: "Zoë"))],"etag":7}
                """)
        }
        let list = try await Self.list(library, "PLx")
        var tracks = [list.first]
        for await page in list.rest { tracks += page }
        #expect(tracks.map(\.title) == ["Video 2", "Video 3"])
        #expect(tracks.map(\.artist) == ["Zoë", "Zoë"])
        #expect(stage.asked.count == 1)
    }

    @Test(arguments: ["quotaExceeded", "rateLimitExceeded", "userRateLimitExceeded", "dailyLimitExceeded"])
    func `a quota that is used up is no private list, and the service is left alone`(reason: String) async throws {
        let (stage, library) = try await Self.linked { request in
            guard request.place == "/playlistItems" else { return nil }
            return .json(
                #"{"error":{"code":403,"errors":[{"domain":"youtube.quota","reason":"\#(reason)"}]}}"#,
                status: "403 Forbidden")
        }
        for _ in 0..<2 {
            await #expect {
                try await Self.list(library, "PLx")
            } throws: { error in
                if case MusicServiceError.rateLimited = error { true } else { false }
            }
        }
        #expect(stage.asked.count == 1)
        #expect(stage.lost.all.isEmpty)
    }

    @Test(arguments: [
        ("404 Not Found", "playlistNotFound", MusicServiceError.unavailable),
        ("403 Forbidden", "playlistItemsNotAccessible", .unavailable),
        ("400 Bad Request", "invalidPageToken", .failing),
    ])
    func `what is private, gone or wrongly asked for has a name`(
        status: String, reason: String, error: MusicServiceError
    ) async throws {
        let (stage, library) = try await Self.linked { request in
            guard request.place == "/playlistItems" else { return nil }
            return .json(#"{"error":{"errors":[{"reason":"\#(reason)"}]}}"#, status: status)
        }
        await #expect(throws: error) { try await Self.list(library, "PLx") }
        #expect(stage.asked.count == 1)
        #expect(stage.lost.all.isEmpty)
    }

    @Test func `what fails in passing is asked again, and a page that fails for good ends the list`() async throws {
        let (stage, library) = try await Self.linked { request in
            guard request.place == "/playlistItems" else { return nil }
            if request.parameter("pageToken") == "2" { return .json("", status: "500 Internal Server Error") }
            return request.number == 0
                ? .json("", status: "429 Too Many Requests", fields: ["Retry-After: 1"]) : Self.page(request, count: 5)
        }
        let list = try await Self.list(library, "PLx")
        var count = 1
        for await page in list.rest { count += page.count }
        #expect(count == 2)
        #expect(stage.pauses.all.first == .seconds(1))
        #expect(stage.asked.count == 5)
    }
}
