package import DiscordTypes
internal import GRDB

extension SQLiteWebStore {
    static let usage = """
        CREATE TABLE daily_figure (
          day INTEGER NOT NULL,
          name TEXT NOT NULL,
          guild INTEGER NOT NULL,
          value INTEGER NOT NULL,
          PRIMARY KEY (day, name, guild)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE active_member (
          day INTEGER NOT NULL,
          guild INTEGER NOT NULL,
          user INTEGER NOT NULL,
          PRIMARY KEY (day, guild, user)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE audit_cursor (
          only INTEGER PRIMARY KEY CHECK (only = 1),
          sequence INTEGER NOT NULL
        ) STRICT;
        """
    /// Days that are kept.
    private static let kept: Int64 = 30
    /// Stands for no server: no server has this id.
    private static let nowhere: Int64 = 0
}

extension SQLiteWebStore: UsageStore {
    package func add(_ use: [DailyFigure], active: [ActiveMember], on day: Int64) async throws(StoreError) {
        try await file.write { database in
            for figure in use {
                try database.change(
                    """
                    INSERT INTO daily_figure (day, name, guild, value) VALUES (?, ?, ?, ?)
                    ON CONFLICT (day, name, guild) DO UPDATE SET value = value + excluded.value
                    """, [day, figure.name, figure.guild?.stored ?? Self.nowhere, figure.value])
            }
            for member in active {
                try database.change(
                    "INSERT OR IGNORE INTO active_member (day, guild, user) VALUES (?, ?, ?)",
                    [day, member.guild.stored, member.user.stored])
            }
            try database.change("DELETE FROM daily_figure WHERE day < ?", [day - Self.kept])
            _ = try database.change("DELETE FROM active_member WHERE day < ?", [day - Self.kept])
        }
    }

    package func figures(since day: Int64) async throws(StoreError) -> [(day: Int64, figure: DailyFigure)] {
        try await file.read { database in
            try database.all("SELECT * FROM daily_figure WHERE day >= ? ORDER BY day, name, guild", [day]) { row in
                let guild = try row.integer("guild")
                let figure = DailyFigure(
                    name: try row.text("name"), guild: guild == Self.nowhere ? nil : GuildID(stored: guild),
                    value: try row.integer("value"))
                return (try row.integer("day"), figure)
            }
        }
    }

    package func activeMembers(since day: Int64) async throws(StoreError) -> (all: Int, byGuild: [GuildID: Int]) {
        try await file.read { database in
            let all = try database.first(
                "SELECT count(DISTINCT user) AS count FROM active_member WHERE day >= ?", [day]
            ) { Int(try $0.integer("count")) }
            let byGuild = try database.all(
                "SELECT guild, count(DISTINCT user) AS count FROM active_member WHERE day >= ? GROUP BY guild", [day]
            ) { row -> (GuildID, Int) in (try row.snowflake("guild"), Int(try row.integer("count"))) }
            return (all ?? 0, Dictionary(uniqueKeysWithValues: byGuild))
        }
    }

    package func eraseUse(of user: UserID) async throws(StoreError) {
        try await file.write { database in
            _ = try database.change("DELETE FROM active_member WHERE user = ?", [user.stored])
        }
    }
}

extension SQLiteWebStore: AuditCursorStore {
    package func auditCursor() async throws(StoreError) -> Int64? {
        try await file.read { database in
            try database.first("SELECT sequence FROM audit_cursor") { try $0.integer("sequence") }
        }
    }

    package func setAuditCursor(_ sequence: Int64) async throws(StoreError) {
        try await file.write { database in
            _ = try database.change(
                """
                INSERT INTO audit_cursor (only, sequence) VALUES (1, ?1)
                ON CONFLICT (only) DO UPDATE SET sequence = max(sequence, ?1)
                """, [sequence])
        }
    }
}
