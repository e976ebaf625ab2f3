import DiscordTypes
import Foundation
import Jobs
import Storage
import Testing

@testable import VoiceNode

/// Changes of the queue and of the place in it, as they are heard and stored.
@Suite(.serialized)
struct PlayerEditTests {
    private static func playing(_ files: [String: URL], in directory: URL? = nil) async throws -> PlayerStage {
        let stage = try await PlayerStage(files: files, directory: directory)
        async let first = stage.play("a")
        await stage.letJoin()
        _ = try await first
        return stage
    }

    @Test func `seeking plays on at the exact frame, and refuses what lies behind the end`() async throws {
        let file = try Tones.file(440, milliseconds: 20_000)
        let stage = try await Self.playing(["a": file])
        _ = try await stage.packets(10)
        guard case .edited(.sought(let player)) = try await stage.ask(.edit(.seek(milliseconds: 10_000))) else {
            throw Unexpected(what: "not sought")
        }
        #expect(player.positionMilliseconds == 10_000)
        let expected = try Tones.packets(file)
        let heard = try await stage.heard { $0.contains(expected[519]) }
        let start = try #require(heard.firstIndex(of: expected[500]))
        #expect(Array(heard[start..<start + 20]) == Array(expected[500..<520]))
        // Ogg doesn't state its length, so that only the way there tells.
        #expect(try await stage.ask(.edit(.seek(milliseconds: 60_000))) == .failed(.refused(.notSeekable)))
        guard case .edited(.sought(let back)) = try await stage.ask(.edit(.shift(milliseconds: -8_000))) else {
            throw Unexpected(what: "not shifted")
        }
        #expect((2_000..<8_000).contains(back.positionMilliseconds))
        guard case .edited(.replayed(let again)) = try await stage.ask(.edit(.replay)) else {
            throw Unexpected(what: "not replayed")
        }
        #expect(again.positionMilliseconds == 0)
        await stage.end()
    }

    @Test func `a looped track begins again without a missing tick`() async throws {
        let file = try Tones.file(440, milliseconds: 600)
        let stage = try await PlayerStage(files: ["a": file])
        // Before the track, which is over soon.
        #expect(try await stage.ask(.edit(.loop(mode: .track))) == .edited(.loop(mode: .track)))
        async let played = stage.play("a")
        await stage.letJoin()
        _ = try await played
        let packets = try Tones.packets(file)
        let heard = try await stage.packets(packets.count * 2 + 10)
        let expected = packets + packets + packets.prefix(10)
        let isExact = Array(heard.prefix(expected.count).map(\.frame)) == Array(expected)
        #expect(isExact)
        let times = heard.prefix(expected.count).map(\.timestamp)
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 &- $0 == 960 })
        await stage.end()
    }

    @Test func `what was played, looped and taken out is there after a crash`() async throws {
        let file = try Tones.file(440, milliseconds: 20_000)
        let files = ["a": file, "b": file, "c": file]
        var stage = try await Self.playing(files)
        for name in ["b", "c"] { _ = try await stage.play(name) }
        _ = try await stage.ask(.skip)
        _ = try await stage.ask(.edit(.loop(mode: .queue)))
        #expect(try await stage.ask(.clear) == .cleared(removed: 1))
        await stage.end()
        stage = try await PlayerStage(files: files, directory: stage.directory)
        guard case .queue(let page) = try await stage.ask(.queue(page: 1)) else { throw Unexpected(what: "queue") }
        #expect(page.entries.isEmpty && page.player.loop == .queue)
        #expect(try await stage.ask(.edit(.undo)) == .edited(.undone(change: .cleared, count: 1)))
        guard case .edited(.previous(let track)) = try await stage.ask(.edit(.previous)) else {
            throw Unexpected(what: "previous")
        }
        #expect(track.entry == 1)
        guard case .queue(let after) = try await stage.ask(.queue(page: 1)) else { throw Unexpected(what: "queue") }
        #expect(after.entries.map(\.entry) == [2, 3])
        await stage.end()
    }

    @Test func `two commands at once have one order, and each answer tells what happened`() async throws {
        let file = try Tones.file(440, milliseconds: 20_000)
        let stage = try await Self.playing(["a": file, "b": file, "c": file])
        for name in ["b", "c"] { _ = try await stage.play(name) }
        let jobs = [
            try await stage.send(.edit(.remove(.entry(.position(1))))),
            try await stage.send(.edit(.remove(.entry(.position(1))))),
            try await stage.send(.edit(.remove(.entry(.position(1))))),
        ]
        var outcomes: [JobOutcome?] = []
        for job in jobs { outcomes.append(await stage.board.outcome(of: job, within: .seconds(10))) }
        guard case .edited(.removed(let first, 1)) = outcomes[0], case .edited(.removed(let second, 1)) = outcomes[1]
        else { throw Unexpected(what: "\(outcomes)") }
        #expect(first.entry == 2 && second.entry == 3)
        #expect(outcomes[2] == .failed(.refused(.noSuchEntry)))
        await stage.end()
    }

    @Test func `favourites and playlists are kept and come back into the queue`() async throws {
        let file = try Tones.file(440, milliseconds: 20_000)
        let stage = try await Self.playing(["a": file, "b": file])
        _ = try await stage.play("b")
        guard case .library(.favouriteAdded(_, count: 1)) = try await stage.ask(.library(.toggleFavourite)) else {
            throw Unexpected(what: "favourite")
        }
        #expect(
            try await stage.ask(.library(.savePlaylist(name: " My  list ")))
                == .library(.playlistSaved(name: "My list", count: 2)))
        #expect(
            try await stage.ask(.library(.savePlaylist(name: "my LIST")))
                == .failed(.refused(.playlistExists(name: "my LIST"))))
        guard
            case .library(.playlistShared(_, let code)) = try await stage.ask(.library(.sharePlaylist(name: "my list")))
        else { throw Unexpected(what: "share") }
        #expect(
            try await stage.ask(.library(.sharePlaylist(name: "My List")))
                == .library(.playlistShared(name: "My list", code: code)))
        #expect(
            try await stage.ask(.library(.importPlaylist(code: code.lowercased(), name: "Other")))
                == .library(.playlistImported(name: "Other", count: 2)))
        guard
            case .edited(.queuedMany(_, count: 2, ahead: 2)) =
                try await stage.ask(.library(.loadPlaylist(name: "Other", isShuffled: false)))
        else { throw Unexpected(what: "load") }
        #expect(
            try await stage.ask(.library(.deletePlaylist(name: "Other"))) == .library(.playlistDeleted(name: "Other")))
        #expect(
            try await stage.ask(.library(.loadPlaylist(name: "Other", isShuffled: false)))
                == .failed(.refused(.noSuchPlaylist(name: "Other"))))
        #expect(
            try await stage.ask(.library(.deletePlaylist(name: "my list")))
                == .library(.playlistDeleted(name: "my list")))
        #expect(
            try await stage.ask(.library(.importPlaylist(code: code, name: "Late"))) == .failed(.refused(.noSuchCode)))
        #expect(
            try await stage.ask(.library(.toggleFavourite)) == .library(.favouriteRemoved(title: "Tone 440")))
        await stage.end()
    }

    @Test func `the room's limits hold, and its settings survive`() async throws {
        let file = try Tones.file(440, milliseconds: 20_000)
        let stage = try await Self.playing(["a": file, "b": file])
        #expect(
            try await stage.ask(.room(.change(RoomChange(block: "Tone")))) == .failed(.refused(.needsManager)))
        var set = RoomSettings()
        set.refusesDuplicates = true
        guard
            case .room(.changed) = try await stage.ask(.room(.change(RoomChange(set: set))), permissions: .manageGuild)
        else { throw Unexpected(what: "settings") }
        #expect(try await stage.play("a") == .failed(.refused(.duplicate(title: "Tone 440"))))
        guard case .queued(_, ahead: 1) = try await stage.play("b") else { throw Unexpected(what: "b") }
        await stage.end()
        let again = try await PlayerStage(files: [:], directory: stage.directory)
        guard case .room(.settings(let kept)) = try await again.ask(.room(.show)) else {
            throw Unexpected(what: "show")
        }
        #expect(kept.refusesDuplicates == true)
        await again.end()
    }

    @Test func `autoplay goes on with the past when the queue ends`() async throws {
        let short = try Tones.file(440, milliseconds: 400)
        let stage = try await PlayerStage(files: ["a": short])
        #expect(try await stage.ask(.edit(.autoplay(isOn: true))) == .edited(.autoplay(isOn: true)))
        async let played = stage.play("a")
        await stage.letJoin()
        _ = try await played
        let count = try Tones.packets(short).count
        _ = try await stage.packets(count * 2)
        let stored = try #require(try await stage.store.queue(of: PlayerStage.guild))
        #expect(stored.playback.current ?? 0 > 1)
        // Whoever had asked for it didn't this time: it is not for their account to open it.
        #expect(stored.entries.first { $0.id == stored.playback.current }?.requester == .nobody)
        #expect(stage.state.openings.dropFirst().allSatisfy { $0.member == .nobody })
        await stage.end()
    }

    @Test func `autoplay keeps to the rules of the room`() async throws {
        let stage = try await Self.playing(["a": try Tones.file(440, milliseconds: 20_000)])
        _ = try await stage.ask(.edit(.autoplay(isOn: true)))
        _ = try await stage.ask(.room(.change(RoomChange(block: "Tone"))), permissions: .manageGuild)
        guard case .skipped(_, next: nil) = try await stage.ask(.skip) else { throw Unexpected(what: "skip") }
        // Asked behind it, so that what follows a skip has been done.
        _ = try await stage.ask(.nowPlaying)
        #expect(try await stage.store.queue(of: PlayerStage.guild)?.playback.current == nil)
        _ = try await stage.ask(.room(.change(RoomChange(unblock: "Tone"))), permissions: .manageGuild)
        guard case .queued = try await stage.play("a") else { throw Unexpected(what: "play") }
        guard case .skipped = try await stage.ask(.skip) else { throw Unexpected(what: "skip") }
        _ = try await stage.ask(.nowPlaying)
        #expect(try await stage.store.queue(of: PlayerStage.guild)?.playback.current != nil)
        await stage.end()
    }
}
