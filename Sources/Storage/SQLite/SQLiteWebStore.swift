package import DiscordTypes
internal import Foundation
internal import GRDB
package import Logging

/// What the web pages remember about browsers, in `web.sqlite`. Written by the endpoint's process only; apart from its other
/// file, so that a flood of visitors holds up no interaction.
package struct SQLiteWebStore: Sendable {
    let file: SQLiteFile

    /// Opens the file, creating and migrating it as needed.
    package init(_ configuration: SQLiteConfiguration, logger: Logger) async throws(StoreError) {
        file = try await SQLiteFile.open(
            "web.sqlite", migrations: Self.migrations, configuration: configuration, logger: logger)
    }

    /// Finishes the accesses under way and closes the file.
    package func close() async throws(StoreError) {
        try await file.close()
    }

    static var migrations: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("web-1-sessions") { database in
            try database.execute(
                sql: """
                    CREATE TABLE web_session (
                      token_hash BLOB PRIMARY KEY,
                      handle TEXT NOT NULL,
                      user INTEGER NOT NULL,
                      user_name TEXT NOT NULL,
                      browser TEXT NOT NULL,
                      servers TEXT NOT NULL,
                      created_at INTEGER NOT NULL,
                      last_seen_at INTEGER NOT NULL,
                      confirmed_at INTEGER NOT NULL,
                      operated_at INTEGER NOT NULL,
                      expires_at INTEGER NOT NULL
                    ) STRICT;
                    CREATE UNIQUE INDEX web_session_user ON web_session (user, handle);
                    CREATE INDEX web_session_expiry ON web_session (expires_at);
                    CREATE TABLE oauth_attempt (
                      state_hash BLOB PRIMARY KEY,
                      provider TEXT NOT NULL,
                      browser_hash BLOB NOT NULL,
                      user INTEGER,
                      page TEXT NOT NULL,
                      expires_at INTEGER NOT NULL
                    ) STRICT;
                    CREATE INDEX oauth_attempt_expiry ON oauth_attempt (expires_at);
                    """)
        }
        migrator.registerMigration("web-2-usage") { try $0.execute(sql: usage) }
        migrator.registerMigration("web-3-erasures") { try $0.execute(sql: erasures) }
        migrator.registerMigration("web-4-locale") {
            try $0.execute(sql: "ALTER TABLE web_session ADD COLUMN locale TEXT")
        }
        return migrator
    }
}

extension SQLiteWebStore: WebSessionStore {
    package func open(_ session: WebSession, ending former: [UInt8]?) async throws(StoreError) {
        let now = file.now()
        let former = former.map { Data($0) }
        try await file.write { database in
            try database.purge("web_session", now: now)
            if let former { try database.change("DELETE FROM web_session WHERE token_hash = ?", [former]) }
            try database.change(
                """
                INSERT INTO web_session
                  (token_hash, handle, user, user_name, browser, servers, created_at, last_seen_at, confirmed_at,
                   operated_at, expires_at, locale)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    Data(session.tokenHash), session.handle, session.user.stored, session.userName, session.browser,
                    session.servers, session.createdAt, session.lastSeenAt, session.confirmedAt, session.operatedAt,
                    session.expiresAt, session.locale,
                ])
        }
    }

    package func session(_ tokenHash: [UInt8]) async throws(StoreError) -> WebSession? {
        let now = file.now()
        let hash = Data(tokenHash)
        return try await file.read { database in
            try database.first(
                "SELECT * FROM web_session WHERE token_hash = ? AND expires_at > ?", [hash, now],
                as: WebSession.init(row:))
        }
    }

    package func touch(
        _ tokenHash: [UInt8], seenAt: Int64, operatedAt: Int64, expiresAt: Int64
    ) async throws(StoreError) {
        let now = file.now()
        let hash = Data(tokenHash)
        try await file.write { database in
            _ = try database.change(
                """
                UPDATE web_session SET last_seen_at = ?, operated_at = max(operated_at, ?), expires_at = ?
                WHERE token_hash = ? AND expires_at > ?
                """, [seenAt, operatedAt, expiresAt, hash, now])
        }
    }

    package func end(_ tokenHash: [UInt8]) async throws(StoreError) {
        let hash = Data(tokenHash)
        try await file.write { database in
            _ = try database.change("DELETE FROM web_session WHERE token_hash = ?", [hash])
        }
    }

    package func sessions(of user: UserID) async throws(StoreError) -> [WebSession] {
        let now = file.now()
        return try await file.read { database in
            try database.all(
                "SELECT * FROM web_session WHERE user = ? AND expires_at > ? ORDER BY created_at DESC, handle",
                [user.stored, now], as: WebSession.init(row:))
        }
    }

    package func end(_ handle: String, of user: UserID) async throws(StoreError) -> Bool {
        let now = file.now()
        return try await file.write { database in
            try database.change(
                "DELETE FROM web_session WHERE user = ? AND handle = ? AND expires_at > ?", [user.stored, handle, now])
                > 0
        }
    }

    package func endAll(of user: UserID) async throws(StoreError) {
        try await file.write { database in
            try database.change("DELETE FROM web_session WHERE user = ?", [user.stored])
            _ = try database.change("DELETE FROM oauth_attempt WHERE user = ?", [user.stored])
        }
    }
}

extension SQLiteWebStore: OAuthAttemptStore {
    package func begin(_ attempt: OAuthAttempt) async throws(StoreError) {
        let now = file.now()
        try await file.write { database in
            try database.purge("oauth_attempt", now: now)
            _ = try database.change(
                """
                INSERT INTO oauth_attempt (state_hash, provider, browser_hash, user, page, expires_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    Data(attempt.stateHash), attempt.provider, Data(attempt.browserHash), attempt.user?.stored,
                    attempt.page, attempt.expiresAt,
                ])
        }
    }

    package func take(_ stateHash: [UInt8]) async throws(StoreError) -> OAuthAttempt? {
        let now = file.now()
        let hash = Data(stateHash)
        return try await file.write { database in
            let attempt = try database.first(
                "SELECT * FROM oauth_attempt WHERE state_hash = ? AND expires_at > ?", [hash, now],
                as: OAuthAttempt.init(row:))
            try database.change("DELETE FROM oauth_attempt WHERE state_hash = ?", [hash])
            return attempt
        }
    }
}

extension WebSession {
    fileprivate init(row: Row) throws {
        self.init(
            tokenHash: try row.bytes("token_hash"), handle: try row.text("handle"), user: try row.snowflake("user"),
            userName: try row.text("user_name"), browser: try row.text("browser"), servers: try row.text("servers"),
            createdAt: try row.integer("created_at"), lastSeenAt: try row.integer("last_seen_at"),
            confirmedAt: try row.integer("confirmed_at"), operatedAt: try row.integer("operated_at"),
            expiresAt: try row.integer("expires_at"), locale: try row.optionalText("locale"))
    }
}

extension OAuthAttempt {
    fileprivate init(row: Row) throws {
        self.init(
            stateHash: try row.bytes("state_hash"), provider: try row.text("provider"),
            browserHash: try row.bytes("browser_hash"), user: try row.optionalSnowflake("user"),
            page: try row.text("page"), expiresAt: try row.integer("expires_at"))
    }
}

extension Row {
    fileprivate func bytes(_ column: String) throws -> [UInt8] {
        [UInt8](try decode(Data.self, forColumn: column))
    }
}
