internal import DiscordTypes
internal import GRDB

extension SQLiteWebStore {
    static let erasures = """
        CREATE TABLE erasure (
          user INTEGER PRIMARY KEY,
          asked_at INTEGER NOT NULL,
          stage INTEGER NOT NULL
        ) STRICT;
        """
}

extension SQLiteWebStore: ErasureStore {
    package func begin(_ erasure: Erasure) async throws(StoreError) {
        try await file.write { database in
            _ = try database.change(
                """
                INSERT INTO erasure (user, asked_at, stage) VALUES (?, ?, ?)
                ON CONFLICT (user) DO UPDATE SET asked_at = excluded.asked_at, stage = excluded.stage
                """, [erasure.user.stored, erasure.askedAt, erasure.stage.rawValue])
        }
    }

    package func erasures() async throws(StoreError) -> [Erasure] {
        try await file.read { database in
            try database.all("SELECT * FROM erasure ORDER BY asked_at, user") { row in
                guard let stage = Erasure.Stage(rawValue: try row.integer("stage")) else {
                    throw StoreError.corrupted("stage of an erasure")
                }
                return Erasure(
                    user: try row.snowflake("user"), askedAt: try row.integer("asked_at"), stage: stage)
            }
        }
    }

    package func note(_ erasure: Erasure) async throws(StoreError) {
        try await file.write { database in
            _ = try database.change(
                "UPDATE erasure SET stage = ? WHERE user = ? AND asked_at = ?",
                [erasure.stage.rawValue, erasure.user.stored, erasure.askedAt])
        }
    }

    package func finish(_ erasure: Erasure) async throws(StoreError) {
        try await file.write { database in
            _ = try database.change(
                "DELETE FROM erasure WHERE user = ? AND asked_at = ?", [erasure.user.stored, erasure.askedAt])
        }
    }
}
