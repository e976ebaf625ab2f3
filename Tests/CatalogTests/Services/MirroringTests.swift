import DiscordTypes
import Foundation
import Jobs
import Logging
import Storage
import Synchronization
import Testing

@testable import Catalog

@Suite(.timeLimit(.minutes(2)))
struct MirroringTests {
    private static let member = UserID(7)

    private static func track(
        _ service: CatalogTrack.Service, _ id: String, _ title: String, seconds: Int64 = 200
    ) -> CatalogTrack {
        var track = CatalogTrack(service: service, id: id, title: title, link: "https://example.org/\(id)")
        track.artist = "Zoë"
        track.durationMilliseconds = seconds * 1000
        return track
    }

    /// A mirroring over a store of its own, whose one source finds `found`; and what it was asked.
    private static func mirroring(_ found: [CatalogTrack]) async throws -> (Mirroring, @Sendable () -> [String]) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("match-\(UUID().uuidString)").path
        let log = Logger(label: "test")
        var configuration = SQLiteConfiguration(directory: folder)
        configuration.now = { 1_000 }
        let store = try await SQLiteCatalogStore(configuration, logger: log)
        let asked = Asked()
        let source = SearchProvider(name: "YouTube", service: .youtube, budget: .seconds(30), isPersonal: false) {
            words, _, _ in
            asked.add(words)
            return found
        }
        let matches = MatchBook(cache: store, corrections: store, now: { 1_000 }, logger: log)
        return (Mirroring(sources: [source], matches: matches, logger: log), { asked.all })
    }

    private final class Asked: Sendable {
        private let words = Mutex<[String]>([])
        var all: [String] { words.withLock { $0 } }
        func add(_ text: String) { words.withLock { $0.append(text) } }
    }

    @Test func `the recording's code is asked for first, and a match is kept`() async throws {
        var wanted = Self.track(.spotify, "s", "Leiter")
        wanted.isrc = "DEAB1"
        let (mirroring, asked) = try await Self.mirroring([
            Self.track(.youtube, "live", "Zoë - Leiter (Live)"), Self.track(.youtube, "y", "Zoë - Leiter"),
        ])
        for _ in 0..<2 { #expect(try await mirroring.playable(wanted, for: Self.member).id == "y") }
        #expect(asked() == ["\"DEAB1\""])
    }

    @Test func `what is not surely the same is offered and not played`() async throws {
        let wanted = Self.track(.spotify, "s", "Leiter")
        let found = [
            Self.track(.youtube, "live", "Zoë - Leiter (Live)"), Self.track(.youtube, "long", "Leiter", seconds: 900),
        ]
        let (mirroring, _) = try await Self.mirroring(found)
        do {
            _ = try await mirroring.playable(wanted, for: Self.member)
            Issue.record("another song was taken")
        } catch CatalogError.uncertain(let track, let candidates) {
            #expect(track == wanted)
            #expect(candidates.map(\.id) == ["long", "live"])
        }
        let offered = await mirroring.candidates(for: wanted, by: Self.member, count: 5)
        #expect(offered.map(\.id) == ["long", "live"])
    }

    @Test func `a correction holds for everybody, for the same recording elsewhere, and can be taken back`()
        async throws
    {
        var wanted = Self.track(.spotify, "s", "Leiter")
        wanted.isrc = "DEAB1"
        var elsewhere = Self.track(.appleMusic, "a", "Leiter")
        elsewhere.isrc = "DEAB1"
        let (mirroring, _) = try await Self.mirroring([Self.track(.youtube, "y", "Zoë - Leiter")])
        var right = Self.track(.youtube, "right", "Leiter (Album Version)")
        right.account = Self.member
        try await mirroring.correct(wanted, to: right)
        for track in [wanted, elsewhere] {
            let played = try await mirroring.playable(track, for: UserID(9))
            #expect(played.id == "right")
            #expect(played.account == nil)
        }
        try await mirroring.forgetCorrection(of: wanted)
        #expect(try await mirroring.playable(wanted, for: Self.member).id == "y")
    }

    @Test func `only what is mirrored can be corrected, and only to what can be played`() async throws {
        let (mirroring, _) = try await Self.mirroring([])
        let (spotify, youtube) = (Self.track(.spotify, "s", "Leiter"), Self.track(.youtube, "y", "Leiter"))
        await #expect(throws: CorrectionError.notMirrored) { try await mirroring.correct(youtube, to: youtube) }
        await #expect(throws: CorrectionError.notPlayable) { try await mirroring.correct(spotify, to: spotify) }
    }

    @Test func `what ends at no time is neither offered nor taken for a recording`() async throws {
        var broadcast = Self.track(.youtube, "now", "Zoë - Leiter")
        broadcast.isLive = true
        let wanted = Self.track(.spotify, "s", "Leiter")
        let (mirroring, _) = try await Self.mirroring([broadcast, Self.track(.youtube, "live", "Leiter (Live)")])
        let offered = await mirroring.candidates(for: wanted, by: Self.member, count: 5)
        #expect(offered.map(\.id) == ["live"])
        await #expect(throws: CorrectionError.notPlayable) { try await mirroring.correct(wanted, to: broadcast) }
        await #expect {
            try await mirroring.playable(wanted, for: Self.member)
        } throws: { error in
            guard case CatalogError.uncertain(_, let candidates) = error else { return false }
            return candidates.map(\.id) == ["live"]
        }
    }

    @Test func `a mix gives each list its turn and no recording twice`() {
        let one = (1...4).map { Self.track(.spotify, "a\($0)", "A \($0)") }
        let other = [Self.track(.soundcloud, "b1", "B 1"), Self.track(.soundcloud, "a2", "A 2")]
        let mixed = FairMix.of([one, other], count: 5)
        #expect(mixed.map(\.title) == ["A 1", "B 1", "A 2", "A 3", "A 4"])
    }
}
