package import DiscordTypes
internal import Foundation
internal import GRDB
package import Logging

/// What the interactions endpoint remembers, in `endpoint.sqlite`. Written by the endpoint only.
package struct SQLiteEndpointStore: Sendable {
    let file: SQLiteFile

    /// Opens the file, creating and migrating it as needed.
    package init(_ configuration: SQLiteConfiguration, logger: Logger) async throws(StoreError) {
        file = try await SQLiteFile.open(
            "endpoint.sqlite", migrations: Self.migrations, configuration: configuration, logger: logger)
    }

    /// Finishes the accesses under way and closes the file.
    package func close() async throws(StoreError) {
        try await file.close()
    }

    static var migrations: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("endpoint-1-seen-interactions") { database in
            try database.execute(
                sql: """
                    CREATE TABLE seen_interaction (
                      id INTEGER PRIMARY KEY,
                      answer BLOB,
                      expires_at INTEGER NOT NULL
                    ) STRICT;
                    CREATE INDEX seen_interaction_expiry ON seen_interaction (expires_at);
                    """)
        }
        migrator.registerMigration("endpoint-2-pending-replies") { database in
            try database.execute(
                sql: """
                    CREATE TABLE pending_reply (
                      interaction INTEGER PRIMARY KEY,
                      application INTEGER NOT NULL,
                      sealed_token BLOB NOT NULL,
                      kind TEXT NOT NULL,
                      job TEXT,
                      locale TEXT,
                      created_at INTEGER NOT NULL,
                      expires_at INTEGER NOT NULL
                    ) STRICT;
                    CREATE INDEX pending_reply_expiry ON pending_reply (expires_at);
                    """)
        }
        return migrator
    }
}

extension SQLiteEndpointStore: SeenInteractionStore {
    package func claim(_ interaction: InteractionID, expiresAt: Int64) async throws(StoreError) -> InteractionClaim {
        let now = file.now()
        return try await file.write { database in
            try database.purge("seen_interaction", now: now)
            let claimed = try database.change(
                """
                INSERT INTO seen_interaction (id, expires_at) VALUES (?, ?)
                ON CONFLICT (id) DO UPDATE SET answer = NULL, expires_at = excluded.expires_at
                  WHERE seen_interaction.expires_at <= ?
                """, [interaction.stored, expiresAt, now])
            guard claimed == 0 else { return .first }
            let answer = try database.first(
                "SELECT answer FROM seen_interaction WHERE id = ?", [interaction.stored]
            ) { try $0.decode(Data?.self, forColumn: "answer") }
            return .seen(answer: answer.flatMap(\.self).map { [UInt8]($0) })
        }
    }

    package func record(_ answer: [UInt8], for interaction: InteractionID) async throws(StoreError) {
        let now = file.now()
        let bytes = Data(answer)
        try await file.write { database in
            let recorded = try database.change(
                """
                UPDATE seen_interaction SET answer = ?1
                WHERE id = ?2 AND expires_at > ?3 AND (answer IS NULL OR answer = ?1)
                """, [bytes, interaction.stored, now])
            guard recorded == 0 else { return }
            let isKnown = try database.first(
                "SELECT 1 FROM seen_interaction WHERE id = ? AND expires_at > ?", [interaction.stored, now]
            ) { _ in true }
            throw isKnown == true ? StoreError.conflict : .notFound
        }
    }
}

extension SQLiteEndpointStore: PendingReplyStore {
    package func save(_ reply: PendingReply) async throws(StoreError) {
        let now = file.now()
        let token = Data(reply.sealedToken)
        try await file.write { database in
            try database.purge("pending_reply", now: now)
            _ = try database.change(
                """
                INSERT OR REPLACE INTO pending_reply
                  (interaction, application, sealed_token, kind, job, locale, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    reply.interaction.stored, reply.application.stored, token, reply.kind, reply.job, reply.locale,
                    reply.createdAt, reply.expiresAt,
                ])
        }
    }

    package func removePendingReply(of interaction: InteractionID) async throws(StoreError) {
        try await file.write { database in
            _ = try database.change("DELETE FROM pending_reply WHERE interaction = ?", [interaction.stored])
        }
    }

    package func pendingReplies() async throws(StoreError) -> [PendingReply] {
        let now = file.now()
        return try await file.read { database in
            try database.all(
                "SELECT * FROM pending_reply WHERE expires_at > ? ORDER BY created_at, interaction", [now]
            ) { row in
                PendingReply(
                    interaction: try row.snowflake("interaction"), application: try row.snowflake("application"),
                    sealedToken: [UInt8](try row.decode(Data.self, forColumn: "sealed_token")),
                    kind: try row.text("kind"), job: try row.optionalText("job"),
                    locale: try row.optionalText("locale"), createdAt: try row.integer("created_at"),
                    expiresAt: try row.integer("expires_at"))
            }
        }
    }
}
