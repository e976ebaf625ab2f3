package import DiscordTypes
internal import GRDB

/// What is asked of all guilds' queues for one member; the index on the requester answers it.
enum MemberStatements {
    static let played = """
        SELECT * FROM queue_entry WHERE requester = ? AND standing = \(QueueEntryRecord.Standing.played.rawValue)
        ORDER BY ended_at DESC, guild, id
        """
    static let queued = """
        SELECT * FROM queue_entry WHERE requester = ? AND standing = \(QueueEntryRecord.Standing.queued.rawValue)
        ORDER BY guild, place, id
        """
    static let erasure = """
        DELETE FROM queue_entry WHERE requester = ? AND coalesce(ended_at, added_at) < ? AND (\(current)) IS NOT TRUE
        """
    /// A player's steps back and unfinished lists name members; only it can read them.
    static let left = """
        SELECT guild FROM queue_entry WHERE requester = ?1 AND added_at < ?2 AND \(current)
        UNION SELECT guild FROM guild_playback WHERE instr(undo, ?3) > 0 OR instr(lists, ?3) > 0
        """
    private static let current = """
        id = (SELECT current FROM guild_playback AS playback WHERE playback.guild = queue_entry.guild)
          AND standing = \(QueueEntryRecord.Standing.queued.rawValue)
        """
}

extension SQLiteNodeStore: MemberRecordStore {
    package func played(by user: UserID) async throws(StoreError) -> [PlayedEntry] {
        try await entries(MemberStatements.played, of: user)
    }

    package func queued(by user: UserID) async throws(StoreError) -> [PlayedEntry] {
        try await entries(MemberStatements.queued, of: user)
    }

    private func entries(_ statement: String, of user: UserID) async throws(StoreError) -> [PlayedEntry] {
        try await file.read { database in
            try database.all(statement, [user.stored]) {
                PlayedEntry(guild: try $0.snowflake("guild"), entry: try QueueEntryRecord(row: $0))
            }
        }
    }

    package func erase(_ user: UserID, before time: Int64) async throws(StoreError) -> Set<GuildID> {
        try await file.write { database in
            let shelf = LibraryShelf.member(user).key
            let mark = LibraryShelf.sharedMark
            try database.change(
                """
                DELETE FROM library_item WHERE shelf = ? AND updated_at < ? AND name IN (
                  SELECT substr(name, ?) FROM library_item WHERE shelf = ? AND name >= ? AND name < ?)
                """,
                [LibraryShelf.shared.key, time, mark.utf8.count + 1, shelf, mark, mark.dropLast() + "$"])
            try database.change("DELETE FROM library_item WHERE shelf = ? AND updated_at < ?", [shelf, time])
            try database.change(MemberStatements.erasure, [user.stored, time])
            let left: [GuildID] = try database.all(MemberStatements.left, [user.stored, time, "\(user)"]) {
                try $0.snowflake("guild")
            }
            return Set(left)
        }
    }
}
