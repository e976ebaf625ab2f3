import DiscordTypes
import GRDB
import Storage
import Testing

struct LockTests {
    let folder: TemporaryFolder
    var place: Opened

    init() throws {
        folder = try TemporaryFolder()
        place = Opened(in: folder.path)
    }

    @Test mutating func `a file locked by another program is told as locked, and works again afterwards`() async throws
    {
        place.configuration.busyTimeout = .milliseconds(50)
        let node = try await place.node()
        _ = try await node.accept(Samples.job("before"))
        let intruder = try place.intruder()
        try intruder.lock()
        await #expect(throws: StoreError.locked) { try await node.accept(Samples.job("during")) }
        #expect(try await node.job("before") != nil, "readers don't wait for a writer")
        try intruder.release()
        #expect(try await node.accept(Samples.job("after")) == .new)
        #expect(try await node.takeUpUnfinished().map(\.id) == ["before", "after"])
    }

    @Test func `a short lock is waited for`() async throws {
        let access = try await place.access()
        let intruder = try place.intruder("access.sqlite")
        try intruder.lock()
        let entry = AuditEntry(
            guild: Samples.guild, at: 1, actor: "a", action: "approve", before: nil, after: .approved, reason: nil)
        async let saved = access.save(
            ServerRecord(guild: Samples.guild, state: .approved), replacing: nil, audit: entry)
        // Whether the call has begun to wait by now or not: it must end well.
        try await Task.sleep(for: .milliseconds(50))
        try intruder.release()
        #expect(try await saved.revision == 1)
    }

    @Test mutating func `a lock that lasts can not hold a caller beyond the deadline`() async throws {
        place.configuration.deadline = .milliseconds(200)
        let store = try await place.endpoint()
        let intruder = try place.intruder("endpoint.sqlite")
        try intruder.lock()
        let start = ContinuousClock.now
        await #expect(throws: StoreError.timedOut) {
            try await store.claim(InteractionID(1), expiresAt: .max)
        }
        #expect(ContinuousClock.now - start < .seconds(10), "the busy timeout is 20 s")
        try intruder.release()
        // Withdrawn means never done: once the writer has come back to life, and got past the claim, there is none.
        var answer: StoreError?
        while answer != .notFound {
            do throws(StoreError) {
                try await store.record([], for: InteractionID(2))
            } catch {
                answer = error
            }
        }
        let claims = try await intruder.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM seen_interaction") }
        #expect(claims == 0)
    }

    @Test mutating func `opening a locked file ends with an error`() async throws {
        try await place.node().close()
        let intruder = try place.intruder()
        // Exclusive to the file, so that not even a reader gets in.
        try intruder.inDatabase { try $0.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE") }
        try intruder.inDatabase { try $0.execute(sql: "CREATE TABLE x (y)") }
        place.configuration.busyTimeout = .milliseconds(20)
        await #expect(throws: StoreError.locked) { try await place.node() }
    }
}
