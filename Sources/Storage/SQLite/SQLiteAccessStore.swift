package import DiscordTypes
internal import GRDB
package import Logging

/// The servers and the history of decisions, in `access.sqlite`. Written by the endpoint's process and by the operator's
/// terminal, each in short transactions that wait for the other.
package struct SQLiteAccessStore: Sendable {
    /// In the data folder.
    package static let fileName = "access.sqlite"

    let file: SQLiteFile

    /// Opens the file, creating and migrating it as needed.
    package init(_ configuration: SQLiteConfiguration, logger: Logger) async throws(StoreError) {
        file = try await SQLiteFile.open(
            Self.fileName, migrations: Self.migrations, configuration: configuration, logger: logger)
    }

    /// Finishes the accesses under way and closes the file.
    package func close() async throws(StoreError) {
        try await file.close()
    }

    static var migrations: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("access-1-servers") { database in
            try database.execute(
                sql: """
                    CREATE TABLE server (
                      guild INTEGER PRIMARY KEY,
                      state TEXT NOT NULL,
                      name TEXT,
                      requested_by INTEGER,
                      requested_at INTEGER,
                      answers TEXT,
                      decided_by TEXT,
                      decided_at INTEGER,
                      reason TEXT,
                      revision INTEGER NOT NULL
                    ) STRICT;
                    CREATE INDEX server_state ON server (state, guild);
                    CREATE TABLE audit_entry (
                      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                      guild INTEGER NOT NULL,
                      at INTEGER NOT NULL,
                      actor TEXT NOT NULL,
                      action TEXT NOT NULL,
                      state_before TEXT,
                      state_after TEXT NOT NULL,
                      reason TEXT
                    ) STRICT;
                    CREATE INDEX audit_entry_guild ON audit_entry (guild, sequence);
                    CREATE TRIGGER audit_entry_is_never_changed BEFORE UPDATE ON audit_entry
                      BEGIN SELECT raise(ABORT, 'the audit history is append-only'); END;
                    CREATE TRIGGER audit_entry_is_never_deleted BEFORE DELETE ON audit_entry
                      BEGIN SELECT raise(ABORT, 'the audit history is append-only'); END;
                    """)
        }
        migrator.registerMigration("access-2-operators") { database in
            try database.execute(
                sql: """
                    CREATE TABLE audit_entry_of_all (
                      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                      guild INTEGER,
                      at INTEGER NOT NULL,
                      actor TEXT NOT NULL,
                      action TEXT NOT NULL,
                      state_before TEXT,
                      state_after TEXT,
                      reason TEXT
                    ) STRICT;
                    INSERT INTO audit_entry_of_all SELECT * FROM audit_entry;
                    DROP TABLE audit_entry;
                    ALTER TABLE audit_entry_of_all RENAME TO audit_entry;
                    CREATE INDEX audit_entry_guild ON audit_entry (guild, sequence);
                    CREATE TRIGGER audit_entry_is_never_changed BEFORE UPDATE ON audit_entry
                      BEGIN SELECT raise(ABORT, 'the audit history is append-only'); END;
                    CREATE TRIGGER audit_entry_is_never_deleted BEFORE DELETE ON audit_entry
                      BEGIN SELECT raise(ABORT, 'the audit history is append-only'); END;
                    CREATE INDEX server_requester ON server (requested_by, requested_at);
                    CREATE TABLE operator_setting (
                      name TEXT PRIMARY KEY,
                      value TEXT NOT NULL
                    ) STRICT;
                    """)
        }
        return migrator
    }
}

extension SQLiteAccessStore: ServerStore {
    package func server(_ guild: GuildID) async throws(StoreError) -> ServerRecord? {
        try await file.read { try $0.server(guild) }
    }

    package func servers(
        in state: ServerState?, after: GuildID?, limit: Int
    ) async throws(StoreError) -> [ServerRecord] {
        try await file.read { database in
            try database.all(
                """
                SELECT * FROM server WHERE (?1 IS NULL OR state = ?1) AND (?2 IS NULL OR guild > ?2)
                ORDER BY guild LIMIT ?3
                """, [state?.rawValue, after?.stored, limit], as: ServerRecord.init(row:))
        }
    }

    package func save(
        _ server: ServerRecord, replacing revision: Int64?, audit: AuditEntry, cap: Int?
    ) async throws(StoreError) -> ServerRecord? {
        try await file.write { database in
            guard try database.server(server.guild)?.revision == revision else { throw StoreError.conflict }
            if let cap, try database.approvedServers() >= cap { return nil }
            var stored = server
            stored.revision = (revision ?? 0) + 1
            try database.write(stored)
            try database.append(audit)
            return stored
        }
    }

    package func audit(of guild: GuildID, limit: Int) async throws(StoreError) -> [AuditEntry] {
        try await file.read { database in
            try database.all(
                "SELECT * FROM audit_entry WHERE guild = ? ORDER BY sequence DESC LIMIT ?", [guild.stored, limit],
                as: AuditEntry.init(row:))
        }
    }
}

extension Database {
    fileprivate func server(_ guild: GuildID) throws -> ServerRecord? {
        try first("SELECT * FROM server WHERE guild = ?", [guild.stored], as: ServerRecord.init(row:))
    }

    fileprivate func approvedServers() throws -> Int {
        try first("SELECT count(*) AS count FROM server WHERE state = 'approved'") { Int(try $0.integer("count")) } ?? 0
    }

    fileprivate func write(_ server: ServerRecord) throws {
        try change(
            """
            INSERT OR REPLACE INTO server
              (guild, state, name, requested_by, requested_at, answers, decided_by, decided_at, reason, revision)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                server.guild.stored, server.state.rawValue, server.name, server.requestedBy?.stored, server.requestedAt,
                server.answers, server.decidedBy, server.decidedAt, server.reason, server.revision,
            ])
    }

    func append(_ entry: AuditEntry) throws {
        try change(
            """
            INSERT INTO audit_entry (guild, at, actor, action, state_before, state_after, reason)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                entry.guild?.stored, entry.at, entry.actor, entry.action, entry.before?.rawValue, entry.after?.rawValue,
                entry.reason,
            ])
    }
}

extension ServerState {
    init(stored: String) throws {
        guard let state = Self(rawValue: stored) else { throw StoreError.corrupted("unknown server state") }
        self = state
    }
}

extension ServerRecord {
    init(row: Row) throws {
        self.init(
            guild: try row.snowflake("guild"), state: try ServerState(stored: row.text("state")),
            name: try row.optionalText("name"), requestedBy: try row.optionalSnowflake("requested_by"),
            requestedAt: try row.optionalInteger("requested_at"), answers: try row.optionalText("answers"),
            decidedBy: try row.optionalText("decided_by"), decidedAt: try row.optionalInteger("decided_at"),
            reason: try row.optionalText("reason"), revision: try row.integer("revision"))
    }
}

extension AuditEntry {
    init(row: Row) throws {
        self.init(
            sequence: try row.integer("sequence"), guild: try row.optionalSnowflake("guild"), at: try row.integer("at"),
            actor: try row.text("actor"), action: try row.text("action"),
            before: try row.optionalText("state_before").map(ServerState.init(stored:)),
            after: try row.optionalText("state_after").map(ServerState.init(stored:)),
            reason: try row.optionalText("reason"))
    }
}
