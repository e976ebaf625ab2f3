internal import Foundation
internal import GRDB
package import Logging

/// Linked accounts and the ways to them, in `accounts.sqlite`. Written by the endpoint's process, by the node and by the
/// operator's terminal, each in short transactions that wait for the others.
package struct SQLiteAccountStore: Sendable {
    /// In the data folder.
    package static let fileName = "accounts.sqlite"

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
        migrator.registerMigration("accounts-1-linked-accounts") { try $0.execute(sql: accounts) }
        migrator.registerMigration("accounts-2-linking") { try $0.execute(sql: linking) }
        // Ways to providers are the web store's matter.
        migrator.registerMigration("accounts-3-locale") {
            try $0.execute(sql: "DROP TABLE link_attempt; ALTER TABLE linked_account ADD COLUMN locale TEXT;")
        }
        migrator.registerMigration("accounts-4-preferred") {
            try $0.execute(sql: "ALTER TABLE linked_account ADD COLUMN is_preferred INTEGER NOT NULL DEFAULT 0")
        }
        return migrator
    }

    private static let accounts = """
        CREATE TABLE linked_account (
          user INTEGER NOT NULL,
          provider TEXT NOT NULL,
          state TEXT NOT NULL,
          sealed_access BLOB,
          sealed_refresh BLOB,
          sealed_profile BLOB,
          scopes TEXT NOT NULL,
          may_blend INTEGER NOT NULL,
          linked_at INTEGER NOT NULL,
          access_expires_at INTEGER,
          consent_expires_at INTEGER,
          refreshed_at INTEGER,
          revision INTEGER NOT NULL,
          PRIMARY KEY (user, provider)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE refresh_lease (
          user INTEGER NOT NULL,
          provider TEXT NOT NULL,
          holder TEXT NOT NULL,
          expires_at INTEGER NOT NULL,
          PRIMARY KEY (user, provider)
        ) STRICT, WITHOUT ROWID;
        """

    private static let linking = """
        CREATE TABLE link_ticket (
          digest BLOB PRIMARY KEY,
          user INTEGER NOT NULL,
          provider TEXT,
          expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX link_ticket_expiry ON link_ticket (expires_at);
        CREATE TABLE link_attempt (
          digest BLOB PRIMARY KEY,
          provider TEXT NOT NULL,
          user INTEGER NOT NULL,
          browser_digest BLOB NOT NULL,
          sealed_verifier BLOB NOT NULL,
          expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX link_attempt_expiry ON link_attempt (expires_at);
        CREATE TABLE link_statistic (
          day INTEGER NOT NULL,
          provider TEXT NOT NULL,
          event TEXT NOT NULL,
          count INTEGER NOT NULL,
          PRIMARY KEY (day, provider, event)
        ) STRICT, WITHOUT ROWID;
        """
}

extension Row {
    func optionalBlob(_ column: String) throws -> [UInt8]? {
        try decode(Data?.self, forColumn: column).map { [UInt8]($0) }
    }

    /// Throws `corrupted` for a value that this build doesn't know.
    func provider(_ column: String) throws -> AccountProvider {
        guard let provider = AccountProvider(rawValue: try text(column)) else {
            throw StoreError.corrupted("unknown provider of an account")
        }
        return provider
    }
}
