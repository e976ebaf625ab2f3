import Accounts
import DiscordTypes
import Foundation
import Glibc
import Jobs
import Logging
import Storage
import Synchronization
import Testing

@testable import Catalog

/// What is proposed of a member's linked library while they type: never waited for, theirs alone, gone with the account.
@Suite(.timeLimit(.minutes(2)))
struct OwnLibrariesTests {
    private static let member = ServiceStage.member

    /// A Spotify account with one liked song and one playlist, whose answers `gate` lets through.
    private static func open(
        _ gate: @escaping @Sendable (WebSite.Request) -> Void = { _ in },
        after time: @escaping @Sendable () -> Duration = { .zero }
    ) async throws -> (ServiceStage, OwnLibraries) {
        let stage = try await ServiceStage { _, request in
            switch request.place {
            case "/me/tracks":
                gate(request)
                return .json(
                    #"{"items":[{"track":{"id":"t1","type":"track","name":"CANARY","artists":[{"name":"A"}]}}],"total":1}"#
                )
            case "/me/playlists":
                return .json(#"{"items":[{"id":"p1","name":"CANARY list","tracks":{"total":3}}],"next":null}"#)
            default: return nil
            }
        }
        let accounts = stage.accounts
        let music = SpotifyMusic(client: try stage.client(.spotify), limit: 100)
        let linked = LinkedMusic(services: [music], accounts: accounts, logger: Logger(label: "test"))
        let begin = ContinuousClock.now
        let libraries = OwnLibraries(
            linked, links: { await MemberLinks.read(of: $0, in: accounts) }, now: { begin + time() })
        return (stage, libraries)
    }

    /// Asks again, as further letters do, until something is known.
    private static func known(_ libraries: OwnLibraries) async throws -> OwnMusic {
        while true {
            let music = await libraries.music(of: member)
            if !music.tracks.isEmpty { return music }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    @Test func `nobody waits for a service, and what it says is there for a later letter and its owner`() async throws {
        let (stage, libraries) = try await Self.open()
        // Nothing linked: nothing is asked.
        #expect(await libraries.music(of: Self.member).tracks.isEmpty)
        #expect(stage.asked.isEmpty)
        try await stage.link(.spotify)
        #expect(await libraries.music(of: Self.member).tracks.isEmpty)
        let music = try await Self.known(libraries)
        #expect(music.tracks.map(\.title) == ["CANARY"] && music.tracks.map(\.account) == [Self.member])
        #expect(music.lists.map(\.name) == ["Liked Songs", "CANARY list"])
        #expect(await libraries.music(of: UserID(8)).tracks.isEmpty)
        // Each letter after it costs the service nothing.
        let asked = stage.asked.count
        for _ in 0..<20 { _ = await libraries.music(of: Self.member) }
        #expect(stage.asked.count == asked)
    }

    @Test func `it is read anew after its time, and is gone after an hour in which nothing came`() async throws {
        let time = Mutex<Duration>(.zero)
        let isSilent = Mutex(false)
        let (stage, libraries) = try await Self.open(
            { _ in while isSilent.withLock({ $0 }) { usleep(1_000) } }, after: { time.withLock { $0 } })
        defer { isSilent.withLock { $0 = false } }
        try await stage.link(.spotify)
        _ = try await Self.known(libraries)
        let asked = stage.asked.count
        isSilent.withLock { $0 = true }
        time.withLock { $0 = OwnLibraries.life }
        // What is known is shown while it is read anew.
        #expect(await libraries.music(of: Self.member).tracks.count == 1)
        while stage.asked.count == asked { try await Task.sleep(for: .milliseconds(5)) }
        time.withLock { $0 = OwnLibraries.end }
        #expect(await libraries.music(of: Self.member).tracks.isEmpty)
    }

    @Test func `it is gone with the account, and with all that a member lets be forgotten`() async throws {
        let (stage, libraries) = try await Self.open()
        try await stage.link(.spotify)
        _ = try await Self.known(libraries)
        _ = try await stage.accounts.unlink(Self.member, from: .spotify)
        #expect(await libraries.music(of: Self.member).tracks.isEmpty)
        #expect(await libraries.music(of: Self.member).lists.isEmpty)

        try await stage.link(.spotify)
        _ = try await Self.known(libraries)
        libraries.forget(Self.member)
        #expect(await libraries.music(of: Self.member).tracks.isEmpty)
    }

    @Test func `what was being read when it was to be forgotten is not kept`() async throws {
        let isHeld = Mutex(true)
        let isHeldAgain = Mutex(true)
        let count = Mutex(0)
        let (stage, libraries) = try await Self.open { _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            // A reading asks for liked songs twice: for the list, and for how many there are.
            while number > 2 ? isHeldAgain.withLock({ $0 }) : isHeld.withLock({ $0 }) { usleep(1_000) }
        }
        defer { isHeldAgain.withLock { $0 = false } }
        try await stage.link(.spotify)
        _ = await libraries.music(of: Self.member)
        while count.withLock({ $0 }) < 2 { try await Task.sleep(for: .milliseconds(5)) }
        libraries.forget(Self.member)
        isHeld.withLock { $0 = false }
        while !stage.asked.contains(where: { $0.place == "/me/playlists" }) {
            try await Task.sleep(for: .milliseconds(5))
        }
        // Its answer comes to nothing, however long the next reading takes.
        for _ in 0..<50 {
            #expect(await libraries.music(of: Self.member).tracks.isEmpty)
            try await Task.sleep(for: .milliseconds(5))
        }
        isHeldAgain.withLock { $0 = false }
        #expect(try await Self.known(libraries).tracks.count == 1)
    }
}
