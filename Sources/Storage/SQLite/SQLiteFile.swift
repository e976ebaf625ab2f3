internal import Deadlines
internal import Dispatch
internal import FoundationEssentials
internal import GRDB
internal import Logging

/// One database file: a connection that writes and one that reads, so that readers go on while a commit is being flushed.
///
/// Write-ahead log, `synchronous=FULL`: what a call has returned survives a crash of the process and of the machine.
final class SQLiteFile: Sendable {
    private let writing: SQLiteLane
    private let reading: SQLiteLane
    private let deadline: Duration
    let now: @Sendable () -> Int64

    /// Opens the file, creating and migrating it as needed, within the opening deadline.
    static func open(
        _ name: String, migrations: DatabaseMigrator, configuration: SQLiteConfiguration, logger: Logger
    ) async throws(StoreError) -> SQLiteFile {
        try await onThread(
            limit: configuration.openingDeadline, late: .unavailable("\(name) did not open in time")
        ) {
            try SQLiteFile(name, migrations: migrations, configuration: configuration, logger: logger)
        }
    }

    private init(
        _ name: String, migrations: DatabaseMigrator, configuration: SQLiteConfiguration, logger: Logger
    ) throws(StoreError) {
        let folder = DatabaseFolder(configuration.directory)
        try folder.make(logger: logger)
        let end = ContinuousClock.now + configuration.openingDeadline / 2
        let lock = try OpeningLock(folder: folder.path, until: end)
        let path = try folder.prepare(name)
        let (writer, reader) = try Self.connect(path, migrations: migrations, configuration: configuration)
        _ = consume lock
        let deadlines = DispatchQueue(label: "timmybot.store.deadlines")
        writing = SQLiteLane(writer, kind: .writing, configuration: configuration, deadlines: deadlines)
        reading = SQLiteLane(reader, kind: .reading, configuration: configuration, deadlines: deadlines)
        deadline = configuration.deadline
        now = configuration.now
    }

    /// Reads a consistent state that holds every write that had returned before the call.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        try await reading.run(body)
    }

    /// All of `body`'s changes or none; durable on return. `body` may be undone and must have no other effect.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        try await writing.run(body)
    }

    /// Finishes the accesses under way, moves the log into the file and closes it. Later accesses throw `unavailable`.
    /// Throws `unanswered` where a hanging access keeps it open beyond the deadline; the process may end all the same, for
    /// nothing acknowledged depends on the closing.
    func close() async throws(StoreError) {
        try await Self.onThread(limit: deadline, late: .unanswered) { [self] in
            try reading.close()
            try writing.close()
        }
    }

    /// Runs blocking `work` on a thread of its own and waits for it up to `limit`, then throws `late`; the work goes on unseen.
    private static func onThread<Value: Sendable>(
        limit: Duration, late: StoreError, _ work: @escaping @Sendable () throws -> Value
    ) async throws(StoreError) -> Value {
        let race = Race<Result<Value, StoreError>>()
        DispatchQueue(label: "timmybot.store.work").async {
            race.end(Result(catching: work).mapError(StoreError.init))
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int(limit / .milliseconds(1)))) {
            [weak race] in race?.end(.failure(late))
        }
        return try await race.outcome().get()
    }
}

extension SQLiteFile {
    private static func connect(
        _ path: String, migrations: DatabaseMigrator, configuration: SQLiteConfiguration
    ) throws(StoreError) -> (writer: DatabaseQueue, reader: DatabaseQueue) {
        do {
            let writer = try writer(path, configuration)
            try verify(writer, migrations)
            return (writer, try reader(path, configuration))
        } catch {
            throw StoreError(error)
        }
    }

    private static func writer(_ path: String, _ settings: SQLiteConfiguration) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "timmybot.store.writer"
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(settings.busyTimeout / .seconds(1))
        let writer = try DatabaseQueue(path: path, configuration: configuration)
        try writer.inDatabase { database in
            // GRDB sets NORMAL for the write-ahead log, which a power cut could cost the last commits.
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA journal_size_limit = 16777216")
        }
        return writer
    }

    private static func reader(_ path: String, _ settings: SQLiteConfiguration) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "timmybot.store.reader"
        configuration.readonly = true
        configuration.busyMode = .timeout(settings.busyTimeout / .seconds(1))
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    private static func verify(_ writer: DatabaseQueue, _ migrations: DatabaseMigrator) throws {
        try writer.inDatabase { database in
            let known = Set(migrations.migrations)
            let unknown = try migrations.appliedIdentifiers(database).subtracting(known)
            guard unknown.isEmpty else { throw StoreError.newerSchema(unknown.sorted()) }
            let report = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
            guard report == "ok" else { throw StoreError.corrupted(report ?? "no report") }
        }
        try migrations.migrate(writer)
    }
}
