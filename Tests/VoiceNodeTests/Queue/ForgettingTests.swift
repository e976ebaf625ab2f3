import DiscordTypes
import Jobs
import Storage
import Testing

@testable import VoiceNode

struct ForgettingTests {
    private func entry(_ id: Int64, of member: UInt64, endedAt: Int64?) -> QueueEntryRecord {
        QueueEntryRecord(
            id: id, order: id, media: "{}", title: "\(id)", requester: UserID(member), requesterName: "", addedAt: 0,
            endedAt: endedAt)
    }

    @Test func `a member's entries go up to a time, and the one that plays is nobody's`() throws {
        var queue = GuildQueue(guild: GuildID(1), epoch: 1)
        var track = CatalogTrack(service: .soundcloud, id: "1", title: "t")
        track.account = UserID(7)
        var current = entry(1, of: 7, endedAt: nil)
        current.requesterName = "Ann"
        current.media = try RequestedMedia.track(track).json()
        queue.entries = [current, entry(7, of: 7, endedAt: nil), entry(8, of: 8, endedAt: nil)]
        queue.playback.current = 1
        queue.undo = [UndoStep(kind: .cleared, member: UserID(7)), UndoStep(kind: .cleared, member: UserID(8))]
        queue.history = [entry(2, of: 7, endedAt: 10), entry(3, of: 7, endedAt: 20), entry(4, of: 8, endedAt: 5)]
        queue.removed = [entry(5, of: 7, endedAt: 11), entry(6, of: 8, endedAt: 11)]
        let before = queue
        #expect(queue.remembers(UserID(7), before: 15))
        queue.forget(UserID(7), before: 15)
        #expect(!queue.remembers(UserID(7), before: 15) && queue.remembers(UserID(7), before: 21))
        #expect(queue.entries.map(\.id) == [1, 8])
        #expect(queue.current?.requester == UserID(0) && queue.current?.requesterName == "")
        #expect(queue.current.map { TrackSummary($0).accountHolder } == .some(nil))
        #expect(queue.undo.map(\.member) == [UserID(8)])
        #expect(queue.history.map(\.id) == [3, 4] && queue.removed.map(\.id) == [6])
        guard case .remove(let ids)? = queue.changes(since: before).first else {
            Issue.record("nothing is removed from the store")
            return
        }
        #expect(ids == [2, 5, 7])
    }

    @Test func `a new server begins with the operator's volume, and one at 100 with the original's sound`() throws {
        #expect(GuildQueue(guild: GuildID(1), epoch: 1, volume: 70).sound.volume == 70)
        #expect(GuildQueue(guild: GuildID(1), epoch: 1, volume: 100).playback.sound == nil)
        #expect(GuildQueue(guild: GuildID(1), epoch: 1).sound.isOriginal)
    }

    @Test func `an entry names the account that opens it`() throws {
        var track = CatalogTrack(service: .soundcloud, id: "1", title: "t")
        track.account = UserID(7)
        var entry = entry(1, of: 7, endedAt: nil)
        entry.media = try RequestedMedia.track(track).json()
        #expect(TrackSummary(entry).accountHolder == UserID(7))
        track.account = nil
        entry.media = try RequestedMedia.track(track).json()
        #expect(TrackSummary(entry).accountHolder == nil)
    }
}
