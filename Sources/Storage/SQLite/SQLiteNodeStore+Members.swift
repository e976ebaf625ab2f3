package import DiscordTypes
internal import GRDB

extension SQLiteNodeStore: MemberRecordStore {
    package func played(by user: UserID) async throws(StoreError) -> [PlayedEntry] {
        try await file.read { database in
            try database.all(
                """
                SELECT * FROM queue_entry WHERE requester = ? AND standing = \(QueueEntryRecord.Standing.played.rawValue)
                ORDER BY ended_at DESC, guild, id
                """, [user.stored]
            ) { PlayedEntry(guild: try $0.snowflake("guild"), entry: try QueueEntryRecord(row: $0)) }
        }
    }

    package func erase(_ user: UserID, before time: Int64) async throws(StoreError) {
        try await file.write { database in
            try database.change(
                "DELETE FROM library_item WHERE shelf = ? AND updated_at < ?", [LibraryShelf.member(user).key, time])
            _ = try database.change(
                """
                DELETE FROM queue_entry WHERE requester = ? AND standing <> \(QueueEntryRecord.Standing.queued.rawValue)
                  AND coalesce(ended_at, added_at) < ?
                """, [user.stored, time])
        }
    }
}
