import Foundation
import GRDB
import Logging
import Storage

/// A folder of database files with settings of its own, for tests of the SQLite backend alone.
struct Opened {
    var configuration: SQLiteConfiguration

    init(in folder: String) {
        configuration = SQLiteConfiguration(directory: folder)
        configuration.now = { ManualWallClock.start }
        configuration.busyTimeout = .seconds(20)
        configuration.deadline = .seconds(30)
    }

    var logger: Logger { Logger(label: "test") }

    func endpoint() async throws -> SQLiteEndpointStore {
        try await SQLiteEndpointStore(configuration, logger: logger)
    }

    func node() async throws -> SQLiteNodeStore {
        try await SQLiteNodeStore(configuration, logger: logger)
    }

    func access() async throws -> SQLiteAccessStore {
        try await SQLiteAccessStore(configuration, logger: logger)
    }

    /// A connection beside the store's own, as another program would open it.
    func intruder(_ name: String = "node.sqlite") throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        configuration.busyMode = .timeout(10)
        return try DatabaseQueue(path: self.configuration.directory + "/" + name, configuration: configuration)
    }
}

extension DatabaseQueue {
    /// Holds the write lock until `release` is called.
    func lock() throws {
        try inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
    }

    func release() throws {
        try inDatabase { try $0.execute(sql: "ROLLBACK") }
    }
}
