import Catalog
import DiscordTypes
import Foundation
import Jobs
import Synchronization
import Testing

@testable import VoiceNode

/// Searches and choices through a guild's player.
@Suite(.timeLimit(.minutes(2)))
struct ChoosingTests {
    /// What was corrected to what.
    final class Corrections: Sendable {
        let list = Mutex<[[CatalogTrack]]>([])
    }

    final class Asked: Sendable {
        let list = Mutex<[[UserID]]>([])
    }

    static func track(_ url: String, _ title: String) -> CatalogTrack {
        var track = CatalogTrack(service: .spotify, id: url, title: title, link: url)
        track.durationMilliseconds = 60_000
        track.account = PlayerStage.ann.user
        return track
    }

    static let tracks = (0..<3).map { track("https://example.org/\($0)", "Tone \(440 + $0)") }

    static func stage() async throws -> PlayerStage {
        var files: [String: URL] = [:]
        for (number, track) in Self.tracks.enumerated() {
            files[track.link ?? ""] = try Tones.file(440 + number, milliseconds: 20_000)
        }
        return try await PlayerStage(
            files: files,
            music: MusicAccess(
                find: { _, _, _ in SearchResult(tracks: Self.tracks, missing: ["YouTube"]) },
                suggest: { _, _, _, _ in [] }))
    }

    @Test func `several that were found come into the queue in order, with source and account`() async throws {
        let stage = try await Self.stage()
        guard case .music(.found(let offer)) = try await stage.ask(.music(.search(words: "tone"))) else {
            throw CancellationError()
        }
        #expect(offer.tracks.map(\.title) == Self.tracks.map(\.title) && offer.missing == ["YouTube"])
        let chosen = [1, 0, 2].map { offer.tracks[$0].reference }
        async let outcome = stage.ask(.music(.choose(references: chosen)))
        await stage.letJoin()
        guard case .edited(.queuedMany(let first, count: 3, ahead: 0)) = try await outcome else {
            throw CancellationError()
        }
        #expect(first.title == "Tone 441")
        #expect(first.source == "Spotify" && first.account == "Ann" && first.accountHolder == PlayerStage.ann.user)
        guard case .queue(let page) = try await stage.ask(.queue(page: 1)) else { throw CancellationError() }
        #expect(page.player.current?.title == "Tone 441")
        #expect(page.entries.map(\.title) == ["Tone 440", "Tone 442"])
        #expect(page.entries.map(\.durationMilliseconds) == [60_000, 60_000])
        #expect(page.player.isPassedThrough == true)
        await stage.end()
    }

    @Test func `a choice that is not known any more says so and changes nothing`() async throws {
        let stage = try await Self.stage()
        let outcome = try await stage.ask(.music(.choose(references: ["youtube x"])))
        #expect(outcome == .failed(.refused(.offerExpired)))
        #expect(stage.state.joins.isEmpty)
        await stage.end()
    }

    @Test func `music begins at the room's volume, and again where it was left`() async throws {
        let stage = try await Self.stage()
        var set = RoomSettings()
        set.volume = 40
        _ = try await stage.ask(.room(.change(RoomChange(set: set))), permissions: .manageGuild)
        async let outcome = stage.play("https://example.org/0")
        await stage.letJoin()
        _ = try await outcome
        guard case .sound(let sound) = try await stage.ask(.sound(.show)) else { throw CancellationError() }
        #expect(sound.volume == 40)
        await stage.end()
    }

    @Test func `a track that plays from its own service gives way to another, in its place in the queue`() async throws
    {
        let right = CatalogTrack(service: .youtube, id: "r", title: "Right", link: "https://example.org/right")
        let stage = try await PlayerStage(
            files: [
                "https://example.org/w": try Tones.file(440, milliseconds: 10_000),
                "https://example.org/right": try Tones.file(660, milliseconds: 10_000),
            ],
            music: MusicAccess(
                find: { _, _, _ in SearchResult(tracks: [right, Self.tracks[0]], missing: ["Spotify"]) },
                suggest: { _, _, _, _ in [] }))
        async let played = stage.play("https://example.org/w")
        await stage.letJoin()
        guard case .queued(let wrong, _) = try await played,
            case .music(.recordings(let current, let offer)) = try await stage.ask(.music(.otherRecordings))
        else { throw CancellationError() }
        // What its service only names can't stand for anything.
        #expect(current.entry == wrong.entry && offer.tracks.map(\.title) == ["Right"] && offer.missing == ["Spotify"])
        let choice = PlaybackAction.music(.correct(entry: wrong.entry, reference: "https://example.org/right"))
        guard case .music(.corrected(let track)) = try await stage.ask(choice) else { throw CancellationError() }
        #expect(track.entry == wrong.entry && track.title == "Tone 660" && track.link == "https://example.org/right")
        guard case .nowPlaying(let player) = try await stage.ask(.nowPlaying) else { throw CancellationError() }
        #expect(player.current?.title == "Tone 660")
        await stage.end()
    }

    /// A stage on which a track of Spotify's plays that was matched with the wrong recording.
    private static func corrected(
        _ corrections: Corrections, fails: Bool = false
    ) async throws -> (stage: PlayerStage, right: CatalogTrack) {
        let right = CatalogTrack(service: .youtube, id: "r", title: "Right", link: "https://example.org/right")
        var access = MusicAccess(
            find: { _, _, _ in SearchResult(tracks: [Self.tracks[0]]) }, suggest: { _, _, _, _ in [] })
        access.candidates = { track, _, _ in track == Self.tracks[0] ? [Self.tracks[0], right] : [] }
        access.correct = { track, replacement in
            if fails { throw CorrectionError.storeUnavailable }
            corrections.list.withLock { $0.append([track, replacement]) }
        }
        let stage = try await PlayerStage(
            files: [
                "https://example.org/0": try Tones.file(440, milliseconds: 10_000),
                "https://example.org/right": try Tones.file(660, milliseconds: 10_000),
            ], music: access)
        _ = try await stage.ask(.music(.search(words: "tone")))
        async let played = stage.ask(.music(.choose(references: ["https://example.org/0"])))
        await stage.letJoin()
        _ = try await played
        return (stage, right)
    }

    @Test func `a mirrored track is corrected for all, and its entry stays what was asked for`() async throws {
        let corrections = Corrections()
        let (stage, right) = try await Self.corrected(corrections)
        guard case .music(.recordings(let current, let offer)) = try await stage.ask(.music(.otherRecordings)) else {
            throw CancellationError()
        }
        #expect(offer.tracks.map(\.title) == ["Right"])
        let stale = PlaybackAction.music(.correct(entry: current.entry + 1, reference: "https://example.org/right"))
        #expect(try await stage.ask(stale) == .failed(.refused(.noSuchEntry)))
        let choice = PlaybackAction.music(.correct(entry: current.entry, reference: "https://example.org/right"))
        guard case .music(.corrected(let track)) = try await stage.ask(choice) else { throw CancellationError() }
        #expect(track.entry == current.entry && track.title == "Tone 660")
        #expect(corrections.list.withLock { $0 } == [[Self.tracks[0], right]])
        guard case .nowPlaying(let player) = try await stage.ask(.nowPlaying) else { throw CancellationError() }
        #expect(player.current?.title == "Tone 440")
        await stage.end()
    }

    @Test func `whoever corrects a track opens the replacement with their own account, and has asked for it then`()
        async throws
    {
        let (stage, _) = try await Self.wrong()
        guard
            case .music(.recordings(let current, _)) = try await stage.ask(
                .music(.otherRecordings), by: PlayerStage.ben)
        else { throw CancellationError() }
        #expect(current.requester == PlayerStage.ann.user)
        let choice = PlaybackAction.music(.correct(entry: current.entry, reference: "https://example.org/right"))
        guard case .music(.corrected) = try await stage.ask(choice, by: PlayerStage.ben) else {
            throw CancellationError()
        }
        let opened = stage.state.openings.filter { $0.address == "https://example.org/right" }
        #expect(opened.map(\.member) == [PlayerStage.ben.user])
        guard case .nowPlaying(let player) = try await stage.ask(.nowPlaying) else { throw CancellationError() }
        #expect(player.current?.requester == PlayerStage.ben.user && player.current?.requesterName == "Ben")
        await stage.end()
    }

    @Test func `the room's rules hold for a replacement, too`() async throws {
        let (stage, _) = try await Self.wrong()
        var change = RoomChange(set: RoomSettings())
        change.block = "tone 660"
        _ = try await stage.ask(.room(.change(change)), permissions: .manageGuild)
        guard case .music(.recordings(let current, _)) = try await stage.ask(.music(.otherRecordings)) else {
            throw CancellationError()
        }
        let choice = PlaybackAction.music(.correct(entry: current.entry, reference: "https://example.org/right"))
        #expect(try await stage.ask(choice) == .failed(.refused(.blocked)))
        guard case .nowPlaying(let player) = try await stage.ask(.nowPlaying) else { throw CancellationError() }
        #expect(player.current?.title == "Tone 440")
        await stage.end()
    }

    /// A stage on which a track of Ann's plays for which there is another one, of ten seconds each.
    private static func wrong() async throws -> (stage: PlayerStage, right: CatalogTrack) {
        let right = CatalogTrack(service: .youtube, id: "r", title: "Right", link: "https://example.org/right")
        let stage = try await PlayerStage(
            files: [
                "https://example.org/w": try Tones.file(440, milliseconds: 10_000),
                "https://example.org/right": try Tones.file(660, milliseconds: 10_000),
            ],
            music: MusicAccess(
                find: { _, _, _ in SearchResult(tracks: [right]) }, suggest: { _, _, _, _ in [] }))
        async let played = stage.play("https://example.org/w")
        await stage.letJoin()
        _ = try await played
        return (stage, right)
    }

    @Test func `nobody settles what they were not asked about`() async throws {
        let corrections = Corrections()
        var access = MusicAccess(
            find: { _, _, _ in SearchResult(tracks: Self.tracks) }, suggest: { _, _, _, _ in [] })
        access.correct = { track, replacement in corrections.list.withLock { $0.append([track, replacement]) } }
        let stage = try await PlayerStage(files: [:], music: access)
        // Both are known to the member: by a search, which asks for nothing.
        _ = try await stage.ask(.music(.search(words: "tone")))
        let settling = PlaybackAction.music(
            .settle(reference: "https://example.org/0", choice: "https://example.org/1"))
        #expect(try await stage.ask(settling) == .failed(.refused(.offerExpired)))
        #expect(corrections.list.withLock { $0 }.isEmpty)
        await stage.end()
    }

    @Test func `of several that were chosen a bad first one costs only itself, and the room is told`() async throws {
        let stage = try await PlayerStage(
            files: [
                "https://example.org/1": try Tones.file(441, milliseconds: 5_000),
                "https://example.org/2": try Tones.file(442, milliseconds: 5_000),
            ],
            music: MusicAccess(
                find: { _, _, _ in SearchResult(tracks: Self.tracks) }, suggest: { _, _, _, _ in [] }))
        _ = try await stage.ask(.music(.search(words: "tone")))
        let chosen = (0..<3).map { "https://example.org/\($0)" }
        async let outcome = stage.ask(.music(.choose(references: chosen)))
        await stage.letJoin()
        guard case .edited(.queuedMany(let first, count: 2, ahead: 0)) = try await outcome else {
            throw CancellationError()
        }
        #expect(first.title == "Tone 441")
        let notice = await stage.nextNotice()
        #expect(
            notice == .trackFailed(title: "Tone 440", requester: PlayerStage.ann.user, .refusedByServer))
        await stage.end()
    }

    @Test func `a correction that is not stored changes nothing`() async throws {
        let corrections = Corrections()
        let (stage, _) = try await Self.corrected(corrections, fails: true)
        guard case .music(.recordings(let current, _)) = try await stage.ask(.music(.otherRecordings)) else {
            throw CancellationError()
        }
        let choice = PlaybackAction.music(.correct(entry: current.entry, reference: "https://example.org/right"))
        #expect(try await stage.ask(choice) == .failed(.storeUnavailable))
        await stage.end()
    }

    @Test func `where no recording is surely the right one the member is asked, and the choice is kept`() async throws {
        let corrections = Corrections()
        let right = CatalogTrack(service: .youtube, id: "r", title: "Right", link: "https://example.org/right")
        var access = MusicAccess(
            find: { _, _, _ in SearchResult(tracks: [Self.tracks[0]]) }, suggest: { _, _, _, _ in [] })
        access.correct = { track, replacement in corrections.list.withLock { $0.append([track, replacement]) } }
        let stage = try await PlayerStage(
            files: [:],
            failures: ["https://example.org/0": .uncertain(Self.tracks[0], candidates: [right])], music: access)
        _ = try await stage.ask(.music(.search(words: "tone")))
        guard
            case .music(.uncertain(let reference, let offer)) = try await stage.ask(
                .music(.choose(references: ["https://example.org/0"])))
        else { throw CancellationError() }
        #expect(offer.tracks.map(\.title) == ["Right"] && offer.words == "Tone 440")
        _ = try await stage.send(.music(.settle(reference: reference, choice: offer.tracks[0].reference)))
        _ = try await stage.ask(.music(.search(words: "tone")))
        #expect(corrections.list.withLock { $0 } == [[Self.tracks[0], right]])
        await stage.end()
    }

    @Test func `without a linked account the answer says so, and with an empty one too`() async throws {
        let stage = try await Self.stage()
        for request in [MusicRequest.playlists, .likedSongs, .recommendations] {
            #expect(try await stage.ask(.music(request)) == .failed(.refused(.notLinked(services: []))))
        }
        #expect(try await stage.ask(.music(.blend)) == .failed(.refused(.nobodyToBlend)))
        await stage.end()
        var access = MusicAccess.none
        access.playlists = { _ in LinkedAnswer(asked: [.spotify], missing: []) }
        access.recommendations = { _, _ in LinkedAnswer(asked: [.spotify], missing: [.spotify]) }
        let other = try await PlayerStage(files: [:], music: access)
        #expect(try await other.ask(.music(.likedSongs)) == .failed(.refused(.nothingInAccounts)))
        #expect(
            try await other.ask(.music(.recommendations))
                == .failed(.refused(.accountsUnavailable(services: ["Spotify"]))))
        #expect(try await other.ask(.music(.playlists)) == .music(.playlists(lists: OwnPlaylists(lists: []))))
        await other.end()
    }

    @Test func `liked songs of two services come into the queue, and a blend is asked for those present`() async throws
    {
        let asked = Asked()
        var access = MusicAccess.none
        access.playlists = { _ in
            LinkedAnswer(
                items: [CatalogTrack.Service.spotify, .soundcloud].map {
                    LinkedPlaylist(
                        service: $0, id: "l", name: "secret", count: 2,
                        link: $0 == .spotify ? "https://example.org/0" : "https://example.org/list", isLiked: true)
                }, asked: [.spotify, .soundcloud])
        }
        access.open = { playlist, _ in
            #expect(playlist.service == .soundcloud)
            let (rest, more) = AsyncStream.makeStream(of: [CatalogTrack].self)
            more.yield([Self.tracks[2]])
            more.finish()
            return TrackList(title: nil, count: 2, first: Self.tracks[1], rest: rest)
        }
        access.blend = { member, others, _ in
            asked.list.withLock { $0.append([member] + others) }
            return LinkedBlend()
        }
        let stage = try await PlayerStage(
            files: ["https://example.org/0": try Tones.file(440, milliseconds: 10_000)], music: access)
        async let outcome = stage.ask(.music(.likedSongs))
        await stage.letJoin()
        guard case .queued(let first, ahead: 0) = try await outcome else { throw CancellationError() }
        #expect(first.title == "Tone 440")
        var waiting: [String] = []
        while waiting.count < 2 {
            guard case .queue(let page) = try await stage.ask(.queue(page: 1)) else { throw CancellationError() }
            waiting = page.entries.map(\.title)
        }
        #expect(waiting == ["Tone 441", "Tone 442"])
        _ = try await stage.ask(.music(.blend))
        #expect(asked.list.withLock { $0.map(\.first) } == [PlayerStage.ann.user])
        await stage.end()
    }
}
