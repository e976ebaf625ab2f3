import DiscordTypes
import Foundation
import GRDB
import Testing

@testable import Storage

struct FileTests {
    @Test func `a missing folder is made closed, and every file in it too`() async throws {
        let folder = try TemporaryFolder()
        let place = Opened(in: folder.path + "/a/data")
        let node = try await place.node()
        _ = try await node.accept(Samples.job("a"))
        #expect(try mode(folder.path + "/a/data") == 0o700)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/a/data")
        #expect(Set(files) == ["node.sqlite", "node.sqlite-wal", "node.sqlite-shm", "opening.lock"])
        for file in files {
            #expect(try mode(folder.path + "/a/data/" + file) == 0o600, "\(file)")
        }
    }

    @Test func `a file that others may read is closed to them`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/endpoint.sqlite"
        #expect(FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o644]))
        _ = try await Opened(in: folder.path).endpoint()
        #expect(try mode(path) == 0o600)
    }

    @Test func `a folder that can not be made is named`() async throws {
        let folder = try TemporaryFolder()
        #expect(FileManager.default.createFile(atPath: folder.path + "/file", contents: nil))
        for path in [folder.path + "/file", folder.path + "/file/data"] {
            let error = await #expect(throws: StoreError.self) { try await Opened(in: path).node() }
            guard case .unavailable(let reason)? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(reason.contains(path))
        }
    }

    @Test func `each commit is flushed, the log is written ahead and foreign keys hold`() async throws {
        let folder = try TemporaryFolder()
        let node = try await Opened(in: folder.path).node()
        let settings = try await node.file.write { database in
            try ["synchronous", "journal_mode", "foreign_keys"].map {
                try String.fetchOne(database, sql: "PRAGMA \($0)")
            }
        }
        // 2 is FULL.
        #expect(settings == ["2", "wal", "1"])
    }

    @Test func `many instances that open a fresh folder at once all succeed`() async throws {
        let folder = try TemporaryFolder()
        let place = Opened(in: folder.path)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<12 {
                group.addTask {
                    _ = try await place.node().accept(Samples.job("\(number)"))
                }
            }
            try await group.waitForAll()
        }
        #expect(try await place.node().takeUpUnfinished().count == 12)
    }

    @Test func `a schema of a newer build is refused by name and left alone`() async throws {
        let folder = try TemporaryFolder()
        let place = Opened(in: folder.path)
        let node = try await place.node()
        _ = try await node.accept(Samples.job("a"))
        try await node.close()
        try await place.intruder().write { database in
            try database.execute(sql: "INSERT INTO grdb_migrations VALUES ('node-99-moods'), ('node-98-tides')")
        }
        await #expect(throws: StoreError.newerSchema(["node-98-tides", "node-99-moods"])) { try await place.node() }
        #expect(try await place.intruder().read { try Int.fetchOne($0, sql: "SELECT count(*) FROM job") } == 1)
    }

    @Test func `a file that is no database is told as damaged`() async throws {
        let folder = try TemporaryFolder()
        try Data(repeating: 0x41, count: 8192).write(to: URL(fileURLWithPath: folder.path + "/access.sqlite"))
        let error = await #expect(throws: StoreError.self) { try await Opened(in: folder.path).access() }
        guard case .corrupted? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a damaged page is found when the file is opened`() async throws {
        let folder = try TemporaryFolder()
        let place = Opened(in: folder.path)
        let node = try await place.node()
        try await node.apply([.insert((1...400).map { Samples.entry($0) })], to: Samples.guild, epoch: 1)
        try await node.close()

        let path = folder.path + "/node.sqlite"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes.replaceSubrange(40_960..<49_152, with: Data(repeating: 0xA5, count: 8192))
        try bytes.write(to: URL(fileURLWithPath: path))
        let error = await #expect(throws: StoreError.self) { try await place.node() }
        guard case .corrupted? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a closed store says so`() async throws {
        let folder = try TemporaryFolder()
        let node = try await Opened(in: folder.path).node()
        try await node.close()
        for error in [
            await #expect(throws: StoreError.self) { try await node.job("a") },
            await #expect(throws: StoreError.self) { _ = try await node.accept(Samples.job("a")) },
        ] {
            guard case .unavailable? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test func `the history of decisions can not be rewritten`() async throws {
        let folder = try TemporaryFolder()
        let place = Opened(in: folder.path)
        let access = try await place.access()
        let entry = AuditEntry(
            guild: Samples.guild, at: 1, actor: "terminal:root", action: "approve", before: nil, after: .approved,
            reason: nil)
        _ = try await access.save(ServerRecord(guild: Samples.guild, state: .approved), replacing: nil, audit: entry)
        let intruder = try place.intruder("access.sqlite")
        for statement in ["DELETE FROM audit_entry", "UPDATE audit_entry SET actor = 'nobody'"] {
            #expect(throws: DatabaseError.self) { try intruder.inDatabase { try $0.execute(sql: statement) } }
        }
        #expect(try await access.audit(of: Samples.guild, limit: 9).map(\.actor) == ["terminal:root"])
    }

    private func mode(_ path: String) throws -> Int? {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue
    }
}
