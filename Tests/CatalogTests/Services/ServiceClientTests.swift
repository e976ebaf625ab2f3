import Jobs
import LoopbackProvider
import Storage
import Testing

@testable import Catalog

/// What every service's client does with tokens, limits and failures.
@Suite(.timeLimit(.minutes(2)))
struct ServiceClientTests {
    private static let found = #"{"tracks":{"items":[{"id":"a","name":"Leiter","artists":[{"name":"Zoë"}]}]}}"#

    private static func search(_ stage: ServiceStage) async throws -> [CatalogTrack] {
        try await SpotifyMusic(client: try stage.client(.spotify), limit: 100)
            .search("leiter", for: ServiceStage.member, count: 10)
    }

    @Test func `without an account the application's token is used, and what it finds is nobody's`() async throws {
        let stage = try await ServiceStage { _, _ in .json(Self.found) }
        let tracks = try await Self.search(stage)
        #expect(tracks.map(\.title) == ["Leiter"])
        #expect(tracks.first?.account == nil)
        #expect(stage.site.seen.first?.field("authorization") == "Bearer access-1")
    }

    @Test func `a refused token is renewed once, and the request made once more`() async throws {
        let stage = try await ServiceStage { _, _ in .json(Self.found) }
        stage.expire(1)
        #expect(try await Self.search(stage).count == 1)
        #expect(stage.site.seen.map { $0.field("authorization") } == ["Bearer access-1", "Bearer access-2"])
        #expect(stage.tokens.calls.count == 2)
    }

    @Test func `a service that refuses the renewed token too is not asked again`() async throws {
        let stage = try await ServiceStage { _, _ in .json("{}") }
        stage.expire(1)
        stage.expire(2)
        await #expect(throws: MusicServiceError.relinkNeeded) { try await Self.search(stage) }
        #expect(stage.site.seen.count == 2)
        #expect(stage.tokens.calls.count == 2)
    }

    @Test func `a redirect is followed on the API's own origin, and nowhere else`() async throws {
        for isFollowed in [true, false] {
            let stage = try await ServiceStage { site, request in
                let target = isFollowed ? site.url("/v2/search") : "https://elsewhere.example.org/search"
                return request.place == "/v2/search"
                    ? .json(Self.found) : .json("", status: "302 Found", fields: ["Location: \(target)"])
            }
            if isFollowed {
                #expect(try await Self.search(stage).count == 1)
                #expect(stage.site.seen.count == 2)
            } else {
                await #expect(throws: MusicServiceError.malformed) { try await Self.search(stage) }
                #expect(stage.site.seen.count == 1)
            }
        }
    }

    @Test func `a short pause that a service asks for is kept`() async throws {
        let stage = try await ServiceStage { _, request in
            request.number == 0
                ? .json("{}", status: "429 Too Many Requests", fields: ["Retry-After: 3"]) : .json(Self.found)
        }
        #expect(try await Self.search(stage).count == 1)
        #expect(stage.pauses.all == [.seconds(3)])
    }

    @Test func `a service that wants to be left alone for long is left alone`() async throws {
        let stage = try await ServiceStage { _, _ in
            .json("{}", status: "429 Too Many Requests", fields: ["Retry-After: 600"])
        }
        let music = SpotifyMusic(client: try stage.client(.spotify), limit: 100)
        for _ in 0..<3 {
            await #expect(throws: MusicServiceError.self) {
                try await music.search("leiter", for: ServiceStage.member, count: 10)
            }
        }
        #expect(stage.site.seen.count == 1)
        #expect(stage.pauses.all.isEmpty)
    }

    @Test(arguments: [(2, true), (3, false)])
    func `what fails in passing is asked three times at most`(failures: Int, isAnswered: Bool) async throws {
        let stage = try await ServiceStage { _, request in
            request.number < failures ? .json("", status: "503 Service Unavailable") : .json(Self.found)
        }
        let tracks = try? await Self.search(stage)
        #expect((tracks?.count == 1) == isAnswered)
        #expect(stage.site.seen.count == 3)
    }

    @Test(arguments: [
        ("404 Not Found", MusicServiceError.unavailable), ("403 Forbidden", .unavailable),
        ("400 Bad Request", .failing),
    ])
    func `what is final is asked once`(status: String, error: MusicServiceError) async throws {
        let stage = try await ServiceStage { _, _ in .json("{}", status: status) }
        await #expect(throws: error) { try await Self.search(stage) }
        #expect(stage.site.seen.count == 1)
    }

    @Test func `an answer that is no JSON has a name, and one without what is sought is empty`() async throws {
        let broken = try await ServiceStage { _, _ in .json("<html>") }
        await #expect(throws: MusicServiceError.malformed) { try await Self.search(broken) }
        let empty = try await ServiceStage { _, _ in .json(#"{"tracks":{"items":[null,{"name":7},{"id":"a"}]}}"#) }
        #expect(try await Self.search(empty).isEmpty)
    }
}
