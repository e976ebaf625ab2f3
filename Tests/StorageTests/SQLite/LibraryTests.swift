import DiscordTypes
import Storage
import Testing

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
