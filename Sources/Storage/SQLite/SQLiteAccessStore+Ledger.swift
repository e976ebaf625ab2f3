package import DiscordTypes
internal import GRDB

extension SQLiteAccessStore: AccessLedger {
    package func serverCounts() async throws(StoreError) -> [ServerState: Int] {
        try await file.read { database in
            let counts = try database.all("SELECT state, count(*) AS count FROM server GROUP BY state") { row in
                (try ServerState(stored: row.text("state")), Int(try row.integer("count")))
            }
            return Dictionary(uniqueKeysWithValues: counts)
        }
    }

    package func servers(requestedBy user: UserID, limit: Int) async throws(StoreError) -> [ServerRecord] {
        try await file.read { database in
            try database.all(
                "SELECT * FROM server WHERE requested_by = ? ORDER BY requested_at DESC, guild LIMIT ?",
                [user.stored, limit], as: ServerRecord.init(row:))
        }
    }

    package func servers(
        matching text: String?, in state: ServerState?, limit: Int
    ) async throws(StoreError) -> [ServerRecord] {
        try await file.read { database in
            try database.all(
                """
                SELECT * FROM server
                WHERE (?1 IS NULL OR state = ?1)
                  AND (?2 IS NULL OR instr(lower(coalesce(name, '')), lower(?2)) > 0
                       OR substr(printf('%llu', guild), 1, length(?2)) = ?2)
                ORDER BY max(coalesce(requested_at, 0), coalesce(decided_at, 0)) DESC, guild LIMIT ?3
                """, [state?.rawValue, text, limit], as: ServerRecord.init(row:))
        }
    }

    package func audit(_ filter: AuditFilter) async throws(StoreError) -> [AuditEntry] {
        try await file.read { database in
            try database.all(
                """
                SELECT * FROM audit_entry
                WHERE (?1 IS NULL OR guild = ?1) AND (?2 IS NULL OR actor = ?2) AND (?3 IS NULL OR action = ?3)
                  AND (?4 IS NULL OR sequence < ?4) AND (?5 IS NULL OR sequence > ?5)
                ORDER BY CASE WHEN ?5 IS NULL THEN -sequence ELSE sequence END LIMIT ?6
                """,
                [filter.guild?.stored, filter.actor, filter.action, filter.before, filter.after, filter.limit],
                as: AuditEntry.init(row:))
        }
    }

    package func append(_ entry: AuditEntry) async throws(StoreError) {
        try await file.write { try $0.append(entry) }
    }

    package func operatorSettings() async throws(StoreError) -> [String: String] {
        try await file.read { database in
            let rows = try database.all("SELECT name, value FROM operator_setting") { row in
                (try row.text("name"), try row.text("value"))
            }
            return Dictionary(uniqueKeysWithValues: rows)
        }
    }

    package func setOperatorSetting(
        _ name: String, to value: String?, audit: AuditEntry
    ) async throws(StoreError) {
        try await file.write { database in
            if let value {
                try database.change(
                    "INSERT OR REPLACE INTO operator_setting (name, value) VALUES (?, ?)", [name, value])
            } else {
                try database.change("DELETE FROM operator_setting WHERE name = ?", [name])
            }
            try database.append(audit)
        }
    }

    package func eraseAnswers(decidedBefore time: Int64) async throws(StoreError) -> Int {
        try await file.write { database in
            try database.change(
                """
                UPDATE server SET answers = NULL, revision = revision + 1
                WHERE answers IS NOT NULL AND state IN ('rejected', 'revoked') AND decided_at < ?
                """, [time])
        }
    }
}
