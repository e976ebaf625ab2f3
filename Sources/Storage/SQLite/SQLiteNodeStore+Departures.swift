package import DiscordTypes
internal import GRDB

extension SQLiteNodeStore {
    static let departures = """
        CREATE TABLE guild_departure (
          guild INTEGER PRIMARY KEY,
          at INTEGER NOT NULL
        ) STRICT;
        """
    private static let exempt: Set<String> = ["guild_departure", "node_lease"]
}

extension SQLiteNodeStore: DepartureStore {
    package func noteDepartures(present guilds: Set<GuildID>, at time: Int64) async throws(StoreError) {
        try await file.write { database in
            for guild in guilds {
                try database.change("DELETE FROM guild_departure WHERE guild = ?", [guild.stored])
            }
            for table in try Self.tables(of: database) {
                let known: [GuildID] = try database.all("SELECT DISTINCT guild FROM \(table)") {
                    try $0.snowflake("guild")
                }
                for guild in known where !guilds.contains(guild) {
                    try database.change(
                        "INSERT OR IGNORE INTO guild_departure (guild, at) VALUES (?, ?)", [guild.stored, time])
                }
            }
            // What a server keeps on a shelf of its own goes by the shelf's name.
            let shelves: [String] = try database.all(
                "SELECT DISTINCT shelf FROM library_item WHERE shelf >= 'GUILD#' AND shelf < 'GUILD$'"
            ) { try $0.text("shelf") }
            for guild in shelves.compactMap({ GuildID(String($0.dropFirst("GUILD#".count))) })
            where !guilds.contains(guild) {
                try database.change(
                    "INSERT OR IGNORE INTO guild_departure (guild, at) VALUES (?, ?)", [guild.stored, time])
            }
        }
    }

    package func eraseDeparted(before time: Int64) async throws(StoreError) -> [GuildID] {
        try await file.write { database in
            let gone: [GuildID] = try database.all("SELECT guild FROM guild_departure WHERE at < ?", [time]) {
                try $0.snowflake("guild")
            }
            guard !gone.isEmpty else { return [] }
            // Entries of a queue refer to their guild's playback: they are checked at the end.
            try database.execute(sql: "PRAGMA defer_foreign_keys = ON")
            let tables = try Self.tables(of: database) + ["guild_departure"]
            for guild in gone {
                for table in tables {
                    try database.change("DELETE FROM \(table) WHERE guild = ?", [guild.stored])
                }
                try database.change("DELETE FROM library_item WHERE shelf = ?", [LibraryShelf.guild(guild).key])
            }
            return gone
        }
    }

    /// Every table that says which server a row belongs to, so that none that comes later is forgotten.
    private static func tables(of database: Database) throws -> [String] {
        try database.all(
            """
            SELECT DISTINCT master.name AS name FROM sqlite_master AS master
            JOIN pragma_table_info(master.name) AS field ON field.name = 'guild' WHERE master.type = 'table'
            """
        ) { try $0.text("name") }.filter { !exempt.contains($0) }
    }
}
