import DiscordTypes
import Jobs
import Storage
import Testing

@testable import VoiceNode

/// Several entries at once: playlists, favourites, libraries and choices all come in this way.
struct TakingTests {
    private static let ann = Requester(user: UserID(1), name: "Ann", locale: nil)
    private static let manager = Requester(user: UserID(2), name: "", locale: nil, permissions: .manageGuild)

    private static func entry(_ media: String, of member: UserID = ann.user, minutes: Int64 = 3) -> QueueEntryRecord {
        QueueEntryRecord(
            id: 0, order: 0, media: media, title: media, durationMilliseconds: minutes * 60_000, requester: member,
            requesterName: "", addedAt: 0)
    }

    private static func take(
        _ media: [String], by requester: Requester = ann, room: Int = GuildQueue.limit,
        _ settings: (inout RoomSettings) -> Void = { _ in }
    ) -> (queue: GuildQueue, taken: [String], refusal: Refusal?) {
        var set = RoomSettings()
        settings(&set)
        var queue = GuildQueue(guild: GuildID(1), epoch: 1)
        let place = queue.reservePlace()
        var first = entry("first")
        (first.id, first.order) = (place.entry, place.order)
        queue.insert([first], .reserved, by: ann.user, at: 0)
        let (taken, refusal) = queue.take(
            media.map { entry($0, of: requester.user) }, by: requester, RoomRules(settings: set), room: room, at: 1)
        return (queue, taken.map(\.media), refusal)
    }

    @Test func `all come in their order, with places of their own`() {
        let (queue, taken, refusal) = Self.take(["a", "b", "c"])
        #expect(taken == ["a", "b", "c"] && refusal == nil)
        #expect(queue.entries.map(\.media) == ["first", "a", "b", "c"])
        #expect(Set(queue.entries.map(\.id)).count == 4 && !queue.entries.contains { $0.id == 0 })
        #expect(queue.undo.last?.added.count == 3, "taken back together")
    }

    @Test func `the room's limits count those that came just before`() {
        let limited = Self.take(["a", "b", "c"]) { $0.tracksPerMember = 2 }
        #expect(limited.taken == ["a", "b"] && limited.refusal == .memberLimit(tracks: 2))
        let unlimited = Self.take(["a", "b", "c"], by: Self.manager) { $0.tracksPerMember = 2 }
        #expect(unlimited.taken == ["a", "b", "c"])
        let different = Self.take(["a", "first", "b", "a"]) { $0.refusesDuplicates = true }
        #expect(different.taken == ["a", "b"] && different.refusal == .duplicate(title: "first"))
        #expect(Self.take(["a", "a"]).taken == ["a", "a"])
        let decent = Self.take(["a", "bad", "c"]) { $0.blocked = ["BAD"] }
        #expect(decent.taken == ["a", "c"] && decent.refusal == .blocked)
    }

    @Test func `no more come than there is room for, and none at all changes nothing`() {
        #expect(Self.take(["a", "b", "c"], room: 2).taken == ["a", "b"])
        let none = Self.take(["a"], room: 0)
        #expect(none.taken.isEmpty && none.queue.undo.count == 1)
        let full = Self.take((0..<GuildQueue.limit + 5).map { "\($0)" })
        #expect(full.queue.entries.count == GuildQueue.limit)
    }

    @Test func `where all take turns a list has its turns too`() {
        var settings = RoomSettings()
        settings.isFair = true
        var queue = Self.take(["a", "b", "c"]).queue
        let bob = Requester(user: UserID(7), name: "", locale: nil)
        _ = queue.take(
            ["x", "y"].map { Self.entry($0, of: bob.user) }, by: bob, RoomRules(settings: settings), at: 2)
        #expect(queue.waiting.map(\.media) == ["a", "x", "b", "y", "c"])
    }
}
