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

    @Test func `a member's past goes up to a time, and what waits stays`() {
        var queue = GuildQueue(guild: GuildID(1), epoch: 1)
        queue.entries = [entry(1, of: 7, endedAt: nil)]
        queue.history = [entry(2, of: 7, endedAt: 10), entry(3, of: 7, endedAt: 20), entry(4, of: 8, endedAt: 5)]
        queue.removed = [entry(5, of: 7, endedAt: 11), entry(6, of: 8, endedAt: 11)]
        let before = queue
        queue.forget(UserID(7), before: 15)
        #expect(queue.entries.map(\.id) == [1])
        #expect(queue.history.map(\.id) == [3, 4] && queue.removed.map(\.id) == [6])
        guard case .remove(let ids)? = queue.changes(since: before).first else {
            Issue.record("nothing is removed from the store")
            return
        }
        #expect(ids == [2, 5])
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
