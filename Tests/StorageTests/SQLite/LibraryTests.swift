import DiscordTypes
import GRDB
import Testing

@testable import Storage

struct LibraryTests {
    private let folder = try? TemporaryFolder()
    private let member = LibraryShelf.member(UserID(7))

    private func store() async throws -> SQLiteNodeStore {
        try await Opened(in: try #require(folder).path).node()
    }

    @Test func `items come back by name, by beginning, and from their own shelf only`() async throws {
        var store = try await store()
        for name in ["A#2", "A#1", "B#1", "A%"] {
            try await store.put(LibraryItem(shelf: member, name: name, body: name), isNew: true)
        }
        try await store.put(LibraryItem(shelf: .guild(GuildID(7)), name: "A#1", body: "guild"), isNew: true)
        try await store.close()
        store = try await self.store()
        #expect(try await store.items(named: "A#", on: member, limit: 9).map(\.body) == ["A#1", "A#2"])
        #expect(try await store.items(named: "A#", on: member, limit: 1).map(\.name) == ["A#1"])
        #expect(try await store.items(named: "A%", on: member, limit: 9).map(\.name) == ["A%"])
        #expect(try await store.count(named: "A#", on: member) == 2)
        #expect(try await store.count(named: "C", on: member) == 0)
        #expect(try await store.item("A#1", on: .guild(GuildID(7)))?.body == "guild")
        #expect(try await store.item("A#1", on: .shared) == nil)
        try await store.close()
    }

    @Test func `what must be new does not replace what is there`() async throws {
        let store = try await store()
        try await store.put(LibraryItem(shelf: member, name: "x", body: "1"), isNew: true)
        await #expect(throws: StoreError.conflict) {
            try await store.put(LibraryItem(shelf: member, name: "x", body: "2"), isNew: true)
        }
        #expect(try await store.item("x", on: member)?.body == "1")
        try await store.put(LibraryItem(shelf: member, name: "x", body: "3"), isNew: false)
        #expect(try await store.item("x", on: member)?.body == "3")
        #expect(try await store.remove("x", from: member))
        #expect(try await !store.remove("x", from: member))
        try await store.close()
    }
}

struct MemberRecordTests {
    private let folder = try? TemporaryFolder()
    private let member = UserID(1)

    @Test(arguments: [
        MemberStatements.played, MemberStatements.queued, MemberStatements.erasure, MemberStatements.left,
    ])
    func `what is asked for one member does not read everybody's entries`(statement: String) async throws {
        let place = Opened(in: try #require(folder).path)
        let store = try await place.node()
        let time: StatementArguments = statement.contains("< ?") ? [Int64(1)] : []
        let name: StatementArguments = statement.contains("?3") ? ["1"] : []
        let steps = try await place.intruder().read { database in
            try Row.fetchAll(
                database, sql: "EXPLAIN QUERY PLAN \(statement)", arguments: [member.stored] + time + name
            ).map { $0["detail"] as String? ?? "" }
        }
        let reads = steps.filter { $0.contains("queue_entry") }
        #expect(!reads.isEmpty)
        #expect(reads.allSatisfy { $0.hasPrefix("SEARCH queue_entry USING INDEX queue_entry_requester") }, "\(steps)")
        try await store.close()
    }

    @Test func `a member's past and library go, up to the time of the wish, and nothing else`() async throws {
        let store = try await Opened(in: try #require(folder).path).node()
        let now = ManualWallClock.start
        for owner in [member, UserID(2)] {
            try await store.put(LibraryItem(shelf: .member(owner), name: "FAVOURITE#a", body: "{}"), isNew: true)
        }
        for code in ["CODE", "MINE"] {
            try await store.put(LibraryItem(shelf: .shared, name: code, body: "{}"), isNew: true)
        }
        try await store.put(
            LibraryItem(shelf: .member(member), name: LibraryShelf.sharedMark + "MINE", body: "Sunday"), isNew: true)
        func entry(_ id: Int64, _ owner: UserID, _ standing: QueueEntryRecord.Standing, at: Int64?) -> QueueEntryRecord
        {
            QueueEntryRecord(
                id: id, order: id, media: "{}", title: "\(id)", requester: owner, requesterName: "", addedAt: 0,
                standing: standing, endedAt: at)
        }
        guard case .granted(let lease) = try await store.acquire(GuildID(5), for: "n", lasting: .seconds(60)) else {
            throw CancellationError()
        }
        var playback = GuildPlaybackRecord(guild: GuildID(5), epoch: lease.epoch)
        playback.current = 6
        try await store.apply(
            [
                .insert([
                    entry(1, member, .played, at: now - 2), entry(2, member, .played, at: now + 1_000_000),
                    entry(3, member, .removed, at: now - 1), entry(4, member, .queued, at: nil),
                    entry(5, UserID(2), .played, at: now - 3), entry(6, member, .queued, at: nil),
                ]), .playback(playback),
            ], to: GuildID(5), epoch: lease.epoch)
        #expect(try await store.played(by: member).map(\.entry.id) == [2, 1])
        #expect(try await store.queued(by: member).map(\.entry.id) == [4, 6])
        for _ in 1...2 { #expect(try await store.erase(member, before: now + 500_000) == [GuildID(5)]) }
        // What plays is left to the player; what waits is gone.
        #expect(try await store.queue(of: GuildID(5))?.entries.map(\.id).sorted() == [2, 5, 6])
        #expect(try await store.played(by: member).map(\.guild) == [GuildID(5)])
        #expect(try await store.item("FAVOURITE#a", on: .member(member)) == nil)
        #expect(try await store.item("FAVOURITE#a", on: .member(UserID(2))) != nil)
        #expect(try await store.item("CODE", on: .shared) != nil)
        #expect(try await store.item("MINE", on: .shared) == nil)
        #expect(try await store.leaseCounts().map(\.node) == ["n"])
        #expect(try await store.leaseCounts().first?.count == 1)
        try await store.release(lease)
        #expect(try await store.leaseCounts() == [NodeLeaseCount(node: "n", count: 0, until: 0)])
        try await store.close()
    }
}

struct DepartedLibraryTests {
    private let folder = try? TemporaryFolder()

    @Test func `a server's rules go with the server, and members' things stay`() async throws {
        let store = try await Opened(in: try #require(folder).path).node()
        for shelf in [LibraryShelf.guild(GuildID(5)), .guild(GuildID(6)), .member(UserID(5))] {
            try await store.put(LibraryItem(shelf: shelf, name: "SETTINGS", body: "{}"), isNew: true)
        }
        try await store.noteDepartures(present: [GuildID(6)], at: 1)
        #expect(try await store.eraseDeparted(before: 2) == [GuildID(5)])
        #expect(try await store.item("SETTINGS", on: .guild(GuildID(5))) == nil)
        #expect(try await store.item("SETTINGS", on: .guild(GuildID(6))) != nil)
        #expect(try await store.item("SETTINGS", on: .member(UserID(5))) != nil)
        try await store.close()
    }
}
