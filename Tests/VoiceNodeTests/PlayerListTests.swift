import Audio
import DiscordTypes
import FileMedia
import Foundation
import Jobs
import Storage
import Synchronization
import Testing

@testable import Catalog
@testable import VoiceNode

/// Lists on their way into the queue, links that say where to begin, and accounts that stop working.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct PlayerListTests {
    private static let address = "https://example.org/list"

    private static func track(_ number: Int) -> CatalogTrack {
        CatalogTrack(service: .web, id: "\(number)", title: "Track \(number)", link: "https://example.org/\(number)")
    }

    /// A stage on which `address` is a list that begins with a tone of some seconds.
    private static func stage(
        _ list: @escaping @Sendable () -> TrackList, news: [MediaNews] = [], account: UserID? = nil
    ) async throws -> PlayerStage {
        let file = try Tones.file(440, milliseconds: 30_000)
        return try await PlayerStage(
            files: [:],
            opening: [
                address: {
                    CatalogReader { _, announce in
                        for item in news { announce(item) }
                        let list = list()
                        var track = list.first
                        track.account = account
                        return OpenedMedia(
                            media: .track(track), track: track, list: list, reader: try FileReader(path: file.path))
                    }
                }
            ])
    }

    /// Pages that the test gives out one by one.
    private static func pages() -> (AsyncStream<[CatalogTrack]>, AsyncStream<[CatalogTrack]>.Continuation) {
        AsyncStream.makeStream(of: [CatalogTrack].self)
    }

    private static func state(
        _ stage: PlayerStage, until isReached: (PlayerState) -> Bool
    ) async throws -> PlayerState {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            guard case .nowPlaying(let player) = try await stage.ask(.nowPlaying) else { throw CancellationError() }
            if isReached(player) { return player }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw CancellationError()
    }

    @Test func `a list's first track plays while nothing else of it is known, and its progress is told`() async throws {
        let (rest, more) = Self.pages()
        let stage = try await Self.stage { TrackList(title: "Mix", count: 4, first: Self.track(0), rest: rest) }
        async let outcome = stage.play(Self.address)
        await stage.letJoin()
        guard case .queuedList(let first, ahead: 0, let list) = try await outcome else { throw CancellationError() }
        #expect(first.title == "Track 0" && list == QueuedList(title: "Mix", count: 4))
        _ = try await stage.packets(5)
        #expect(try await Self.state(stage) { _ in true }.arriving == ArrivingEntries(added: 1, count: 4))
        more.yield([Self.track(1), Self.track(2)])
        let midway = try await Self.state(stage) { $0.waiting == 2 }
        #expect(midway.arriving == ArrivingEntries(added: 3, count: 4))
        more.yield([Self.track(3)])
        more.finish()
        #expect(try await Self.state(stage) { $0.arriving == nil }.waiting == 3)
        // All of it is there: nothing has to be explained.
        #expect(stage.state.notices.isEmpty)
        await stage.end()
    }

    @Test func `what a stopped list still had is in no later list`() async throws {
        // Of none does more come until it is cancelled.
        let stage = try await Self.stage {
            TrackList(
                title: nil, count: 4, first: Self.track(0),
                rest: AsyncStream {
                    try? await Task.sleep(for: .seconds(600))
                    return nil
                })
        }
        async let outcome = stage.play(Self.address)
        await stage.letJoin()
        _ = try await outcome
        _ = try await stage.ask(.stop)
        _ = try await stage.play(Self.address)
        stage.player.send(.found([Self.track(7)], list: 1))
        stage.player.send(.found([Self.track(8)], list: 2))
        #expect(try await Self.state(stage) { $0.waiting > 0 }.next?.title == "Track 8")
        await stage.end()
    }

    @Test func `a list of which less came than it was said to have is explained`() async throws {
        let (rest, more) = Self.pages()
        let stage = try await Self.stage { TrackList(title: nil, count: 100, first: Self.track(0), rest: rest) }
        async let outcome = stage.play(Self.address)
        await stage.letJoin()
        _ = try await outcome
        more.yield((1..<50).map(Self.track))
        more.finish()
        #expect(await stage.nextNotice() == .listCut(added: 50, count: 100))
        await stage.end()
    }

    /// Ends the node while a list of four has brought three; gives where its store is.
    private static func endInMidList() async throws -> URL {
        let (rest, more) = pages()
        let stage = try await stage { TrackList(title: "Mix", count: 4, first: track(0), rest: rest) }
        async let outcome = stage.play(address)
        await stage.letJoin()
        _ = try await outcome
        more.yield([track(1), track(2)])
        _ = try await state(stage) { $0.waiting == 2 }
        await stage.end()
        return stage.directory
    }

    private static func reopening(
        _ open: @escaping @Sendable (String, UserID) async throws -> TrackList
    ) -> MusicAccess {
        var music = MusicAccess.none
        music.reopen = open
        return music
    }

    @Test func `a list that was arriving when the node ended goes on where it was`() async throws {
        let directory = try await Self.endInMidList()
        let asked = Mutex<[String]>([])
        let music = Self.reopening { link, member in
            asked.withLock { $0.append("\(link) \(member)") }
            let (rest, more) = Self.pages()
            for page in [[1], [2, 3]] { more.yield(page.map(Self.track)) }
            more.finish()
            return TrackList(title: "Mix", count: 4, first: Self.track(0), rest: rest)
        }
        let stage = try await PlayerStage(files: [:], directory: directory, music: music)
        let player = try await Self.state(stage) { $0.arriving == nil }
        #expect(player.waiting == 3)
        #expect(asked.withLock { $0 } == ["\(Self.address) \(PlayerStage.ann.user)"])
        #expect(stage.state.notices.isEmpty)
        let record = try #require(try await stage.store.queue(of: PlayerStage.guild))
        #expect(record.entries.map(\.title) == (0..<4).map { "Track \($0)" })
        #expect(record.lists == nil)
        await stage.end()
    }

    @Test func `a list that can't be opened again after a restart is explained`() async throws {
        let directory = try await Self.endInMidList()
        let music = Self.reopening { _, _ in throw CatalogError.unavailable }
        let stage = try await PlayerStage(files: [:], directory: directory, music: music)
        #expect(await stage.nextNotice() == .listCut(added: 3, count: 4))
        #expect(try await Self.state(stage) { $0.arriving == nil }.waiting == 2)
        await stage.end()
    }

    /// Starts a node that ends as soon as it has opened the list again, of which `pages` come and then nothing more.
    private static func endAgain(
        in directory: URL, pages: [[Int]] = [], inGoodOrder: Bool = false
    ) async throws {
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let (rest, more) = Self.pages()
        let music = reopening { _, _ in
            ask.yield()
            return TrackList(title: "Mix", count: 9, first: track(0), rest: rest)
        }
        let stage = try await PlayerStage(files: [:], directory: directory, music: music)
        for await _ in asked { break }
        for page in pages { more.yield(page.map(track)) }
        if let last = pages.last?.last { _ = try await state(stage) { $0.waiting == last } }
        if inGoodOrder { await stage.shutDown() } else { await stage.end() }
    }

    @Test func `a list with which node after node ends is read no more, and it is said`() async throws {
        let directory = try await Self.endInMidList()
        for _ in 0..<GuildPlayer.restartLimit { try await Self.endAgain(in: directory) }
        let music = Self.reopening { _, _ in
            Issue.record("it was opened once more")
            throw CatalogError.unavailable
        }
        let stage = try await PlayerStage(files: [:], directory: directory, music: music)
        #expect(await stage.nextNotice() == .listGivenUp(added: 3))
        #expect(try await Self.state(stage) { _ in true }.arriving == nil)
        #expect(try await stage.store.queue(of: PlayerStage.guild)?.lists == nil)
        // What came of it stays.
        #expect(try await Self.state(stage) { _ in true }.waiting == 2)
        await stage.end()
    }

    @Test func `a list that got on between two starts, or whose node ended in good order, is read on`() async throws {
        let directory = try await Self.endInMidList()
        for _ in 1..<GuildPlayer.restartLimit { try await Self.endAgain(in: directory) }
        try await Self.endAgain(in: directory, pages: [[1, 2], [3, 4]])
        for _ in 1..<GuildPlayer.restartLimit { try await Self.endAgain(in: directory) }
        try await Self.endAgain(in: directory, inGoodOrder: true)
        for _ in 0..<GuildPlayer.restartLimit { try await Self.endAgain(in: directory) }
        let read = try await PlayerStage(files: [:], directory: directory)
        #expect(await read.nextNotice() == .listGivenUp(added: 5))
        await read.end()
    }

    @Test func `what was cleared does not go on arriving after a restart`() async throws {
        let (rest, _) = Self.pages()
        let stage = try await Self.stage { TrackList(title: "Mix", count: 4, first: Self.track(0), rest: rest) }
        async let outcome = stage.play(Self.address)
        await stage.letJoin()
        _ = try await outcome
        #expect(try await stage.store.queue(of: PlayerStage.guild)?.lists != nil)
        _ = try await stage.ask(.clear)
        #expect(try await stage.store.queue(of: PlayerStage.guild)?.lists == nil)
        await stage.end()
    }

    @Test func `a list longer than the queue fills it, is read no further, and says so`() async throws {
        let given = Mutex(0)
        let stage = try await Self.stage {
            TrackList(
                title: nil, count: 30_000, first: Self.track(0),
                rest: AsyncStream {
                    let page = given.withLock { given in
                        given += 1
                        return given
                    }
                    // Endless, as a list that was made to do harm may be.
                    return (0..<1_000).map { Self.track(page * 1_000 + $0) }
                })
        }
        async let outcome = stage.play(Self.address)
        await stage.letJoin()
        _ = try await outcome
        _ = try await stage.packets(5)
        #expect(await stage.nextNotice() == .listCut(added: GuildQueue.limit, count: 30_000))
        #expect(try await Self.state(stage) { _ in true }.waiting == GuildQueue.limit - 1)
        // One page at a time is fetched, so that others' commands find room in the inbox.
        #expect(given.withLock { $0 } <= 11)
        #expect(try await stage.play("https://example.org/1") == .failed(.queueFull(limit: GuildQueue.limit)))
        await stage.end()
    }

    @Test func `what a list could not begin with is in the answer`() async throws {
        let stage = try await Self.stage {
            var list = TrackList(title: nil, count: 2, first: Self.track(2), rest: AsyncStream { nil })
            list.passed = [
                ("Gone", CatalogError.unavailable), ("Unsure", CatalogError.uncertain(list.first, candidates: [])),
            ]
            return list
        }
        async let outcome = stage.play(Self.address)
        await stage.letJoin()
        guard case .queuedList(_, _, let list) = try await outcome else { throw CancellationError() }
        #expect(
            list.passed == [
                PassedTrack(title: "Gone", problem: .notAvailable),
                PassedTrack(title: "Unsure", problem: .noCertainMatch),
            ])
        await stage.end()
    }

    @Test func `the room is told once that an account plays its tracks no more, without a name`() async throws {
        let (rest, more) = Self.pages()
        let stage = try await Self.stage(
            { TrackList(title: nil, count: 1, first: Self.track(0), rest: rest) }, news: [.playsPublicly(.youtube)])
        more.finish()
        async let outcome = stage.play(Self.address)
        await stage.letJoin()
        _ = try await outcome
        #expect(await stage.nextNotice() == .playsPublicly(title: "Track 0", .youtube))
        guard case .queuedList = try await stage.play(Self.address) else { throw CancellationError() }
        // Somebody else's account is another matter.
        let other = PlaybackAction.play(PlayRequest(media: .url(Self.address)))
        guard case .queuedList = try await stage.ask(other, by: PlayerStage.ben) else { throw CancellationError() }
        #expect(await stage.nextNotice() == .playsPublicly(title: "Track 0", .youtube))
        _ = try await stage.ask(.nowPlaying)
        #expect(stage.state.notices.count == 2)
        await stage.end()
    }

    @Test func `a link's place is where its track begins, now and when its turn comes`() async throws {
        let file = try Tones.file(660, milliseconds: 20_000)
        let expected = try Tones.packets(file)
        let stage = try await PlayerStage(files: [
            "https://example.org/a.ogg#t=10": file, "https://example.org/b.ogg#t=1:00": file,
            "https://example.org/b.ogg": file,
        ])
        async let outcome = stage.play("https://example.org/a.ogg#t=10")
        await stage.letJoin()
        guard case .queued = try await outcome else { throw CancellationError() }
        #expect(try await stage.packets(10).map(\.frame).contains(expected[500]))
        #expect(try await Self.state(stage) { _ in true }.positionMilliseconds >= 10_000)
        // Behind its end: from the beginning.
        guard case .queued = try await stage.play("https://example.org/b.ogg#t=1:00") else { throw CancellationError() }
        guard case .skipped = try await stage.ask(.skip) else { throw CancellationError() }
        _ = try await stage.heard { $0.contains(expected[0]) }
        await stage.end()
    }
}
