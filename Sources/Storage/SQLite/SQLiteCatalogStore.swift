internal import GRDB
package import Logging

/// The catalogue's cache and people's corrections of it, in `catalog.sqlite`, which the voice node alone writes.
package struct SQLiteCatalogStore: Sendable {
    private static let purged = 64

    let file: SQLiteFile

    /// Opens the file, creating and migrating it as needed.
    package init(_ configuration: SQLiteConfiguration, logger: Logger) async throws(StoreError) {
        file = try await SQLiteFile.open(
            "catalog.sqlite", migrations: Self.migrations, configuration: configuration, logger: logger)
    }

    package func close() async throws(StoreError) {
        try await file.close()
    }

    static var migrations: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("catalog-1-cache") { database in
            try database.execute(
                sql: """
                    CREATE TABLE cache (
                      key TEXT PRIMARY KEY,
                      value TEXT NOT NULL,
                      expires_at INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX cache_expiry ON cache (expires_at);
                    """)
        }
        migrator.registerMigration("catalog-2-corrections") { database in
            try database.execute(
                sql: """
                    CREATE TABLE correction (
                      key TEXT PRIMARY KEY,
                      value TEXT NOT NULL,
                      made_at INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    """)
        }
        return migrator
    }
}

extension SQLiteCatalogStore: CatalogCacheStore {
    package func cached(_ key: String) async throws(StoreError) -> String? {
        let now = file.now()
        return try await file.read { database in
            try String.fetchOne(
                database, sql: "SELECT value FROM cache WHERE key = ? AND expires_at > ?", arguments: [key, now])
        }
    }

    package func latest(
        _ prefix: String, limit: Int
    ) async throws(StoreError) -> [(value: String, expiresAt: Int64)] {
        let now = file.now()
        return try await file.read { database in
            try database.all(
                """
                SELECT value, expires_at FROM cache WHERE key >= ?1 AND key < ?1 || char(1114111) AND expires_at > ?2
                ORDER BY expires_at DESC LIMIT ?3
                """, [prefix, now, limit]
            ) { (value: try $0.text("value"), expiresAt: try $0.integer("expires_at")) }
        }
    }

    package func keep(_ values: [String: String], expiresAt: Int64) async throws(StoreError) {
        let now = file.now()
        try await file.write { database in
            // A few more than are usually added, so that the file stays as small as what is of use.
            try database.execute(
                sql: """
                    DELETE FROM cache WHERE key IN
                      (SELECT key FROM cache WHERE expires_at <= ? ORDER BY expires_at LIMIT \(Self.purged))
                    """, arguments: [now])
            for (key, value) in values {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO cache (key, value, expires_at) VALUES (?, ?, ?)",
                    arguments: [key, value, expiresAt])
            }
        }
    }

    package func removeExpired() async throws(StoreError) -> Int {
        let now = file.now()
        return try await file.write { database in
            try database.execute(sql: "DELETE FROM cache WHERE expires_at <= ?", arguments: [now])
            return database.changesCount
        }
    }
}

extension SQLiteCatalogStore: MatchCorrectionStore {
    package func correction(of key: String) async throws(StoreError) -> String? {
        try await file.read { database in
            try String.fetchOne(database, sql: "SELECT value FROM correction WHERE key = ?", arguments: [key])
        }
    }

    package func correct(_ keys: [String], to value: String, at time: Int64) async throws(StoreError) {
        try await file.write { database in
            for key in keys {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO correction (key, value, made_at) VALUES (?, ?, ?)",
                    arguments: [key, value, time])
            }
        }
    }

    package func forgetCorrection(of keys: [String]) async throws(StoreError) {
        try await file.write { database in
            for key in keys {
                try database.execute(sql: "DELETE FROM correction WHERE key = ?", arguments: [key])
            }
        }
    }
}
