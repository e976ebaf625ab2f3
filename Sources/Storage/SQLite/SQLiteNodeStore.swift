internal import DiscordTypes
internal import GRDB
package import Logging

/// What a voice node remembers, in `node.sqlite`: queues, jobs and leases, so that a change of the queue and its job's
/// outcome share a transaction. Written by the node only.
package struct SQLiteNodeStore: Sendable {
    let file: SQLiteFile

    /// Opens the file, creating and migrating it as needed.
    package init(_ configuration: SQLiteConfiguration, logger: Logger) async throws(StoreError) {
        file = try await SQLiteFile.open(
            "node.sqlite", migrations: Self.migrations, configuration: configuration, logger: logger)
    }

    /// Finishes the accesses under way and closes the file.
    package func close() async throws(StoreError) {
        try await file.close()
    }

    static var migrations: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("node-1-queues") { try $0.execute(sql: queues) }
        migrator.registerMigration("node-2-jobs") { try $0.execute(sql: jobs) }
        migrator.registerMigration("node-3-leases") { try $0.execute(sql: leases) }
        migrator.registerMigration("node-departures") { try $0.execute(sql: departures) }
        migrator.registerMigration("node-6-sound") { try $0.execute(sql: sound) }
        migrator.registerMigration("node-4-history") { try $0.execute(sql: history) }
        migrator.registerMigration("node-5-library") { try $0.execute(sql: library) }
        migrator.registerMigration("node-7-restarts") {
            try $0.execute(sql: "ALTER TABLE job ADD COLUMN restarts INTEGER NOT NULL DEFAULT 0")
        }
        migrator.registerMigration("node-8-lists") {
            try $0.execute(sql: "ALTER TABLE guild_playback ADD COLUMN lists TEXT")
        }
        migrator.registerMigration("node-9-requesters") {
            try $0.execute(sql: "CREATE INDEX queue_entry_requester ON queue_entry (requester, standing)")
        }
        migrator.registerMigration("node-10-playback-restarts") {
            try $0.execute(sql: "ALTER TABLE guild_playback ADD COLUMN restarts INTEGER NOT NULL DEFAULT 0")
        }
        return migrator
    }

    private static let history = """
        ALTER TABLE queue_entry ADD COLUMN standing INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE queue_entry ADD COLUMN ended_at INTEGER;
        ALTER TABLE guild_playback ADD COLUMN loop TEXT;
        ALTER TABLE guild_playback ADD COLUMN autoplay INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE guild_playback ADD COLUMN undo TEXT;
        """

    private static let library = """
        CREATE TABLE library_item (
          shelf TEXT NOT NULL,
          name TEXT NOT NULL,
          body TEXT NOT NULL,
          updated_at INTEGER NOT NULL,
          PRIMARY KEY (shelf, name)
        ) STRICT, WITHOUT ROWID;
        """

    private static let queues = """
        CREATE TABLE guild_playback (
          guild INTEGER PRIMARY KEY,
          epoch INTEGER NOT NULL,
          voice_channel INTEGER,
          text_channel INTEGER,
          current INTEGER,
          position_frames INTEGER NOT NULL DEFAULT 0,
          paused INTEGER NOT NULL DEFAULT 0,
          next_entry INTEGER NOT NULL DEFAULT 1,
          updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX guild_playback_resume ON guild_playback (guild)
          WHERE voice_channel IS NOT NULL OR current IS NOT NULL;
        CREATE TABLE queue_entry (
          guild INTEGER NOT NULL REFERENCES guild_playback (guild),
          id INTEGER NOT NULL,
          place INTEGER NOT NULL,
          media TEXT NOT NULL,
          title TEXT NOT NULL,
          artist TEXT,
          link TEXT,
          duration_ms INTEGER,
          requester INTEGER NOT NULL,
          requester_name TEXT NOT NULL,
          text_channel INTEGER,
          added_at INTEGER NOT NULL,
          PRIMARY KEY (guild, id)
        ) STRICT, WITHOUT ROWID;
        """

    private static let jobs = """
        CREATE TABLE job (
          id TEXT PRIMARY KEY,
          guild INTEGER NOT NULL,
          body TEXT NOT NULL,
          outcome TEXT,
          accepted_at INTEGER NOT NULL,
          expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX job_unfinished ON job (accepted_at) WHERE outcome IS NULL;
        CREATE INDEX job_expiry ON job (expires_at);
        """

    private static let sound = """
        ALTER TABLE guild_playback ADD COLUMN sound TEXT;
        CREATE TABLE track_loudness (
          track TEXT PRIMARY KEY,
          integrated REAL,
          true_peak REAL,
          expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX track_loudness_expiry ON track_loudness (expires_at);
        """

    private static let leases = """
        CREATE TABLE node_lease (
          guild INTEGER PRIMARY KEY,
          node TEXT NOT NULL,
          epoch INTEGER NOT NULL,
          expires_at INTEGER NOT NULL
        ) STRICT;
        """
}

extension Database {
    /// Throws `fenced` where a later epoch than `epoch` was granted for the guild or has written to it.
    func refuseFenced(_ guild: GuildID, epoch: Int64) throws {
        let latest = try first(
            """
            SELECT max(epoch) AS epoch FROM
              (SELECT epoch FROM node_lease WHERE guild = ?1 UNION ALL SELECT epoch FROM guild_playback WHERE guild = ?1)
            """, [guild.stored]
        ) { try $0.optionalInteger("epoch") }
        guard let latest = latest.flatMap(\.self), latest > epoch else { return }
        throw StoreError.fenced(epoch: latest)
    }
}
