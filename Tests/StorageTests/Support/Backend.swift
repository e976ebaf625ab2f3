import Logging
import Storage
import Testing

/// A storage backend that the contract suite runs against.
struct Backend: Sendable, CustomTestStringConvertible {
    static let all = [
        Backend(testDescription: "SQLite on disk") { clock in
            try await SQLitePlace(clock: clock).open()
        }
    ]

    let testDescription: String
    /// Opens the backend on fresh, empty storage.
    let open: @Sendable (ManualWallClock) async throws -> Stores
}

/// Every store of one opened backend, as one process sees them.
struct Stores: Sendable {
    var queues: any GuildQueueStore
    var jobs: any JobStore
    var leases: any NodeLeaseStore
    var loudness: any TrackLoudnessStore
    var servers: any ServerStore
    var seen: any SeenInteractionStore
    var replies: any PendingReplyStore
    var sessions: any WebSessionStore
    var attempts: any OAuthAttemptStore
    var accounts: any LinkedAccountStore & LinkTicketStore & RefreshLeaseStore & LinkStatisticStore
    var ledger: any AccessLedger
    var usage: any UsageStore
    var cursor: any AuditCursorStore
    var departures: any DepartureStore
    /// A second instance on the same storage, as another process would open it.
    var another: @Sendable () async throws -> Stores
    /// Closes this instance, as the end of its process would.
    var close: @Sendable () async throws -> Void

    /// Closes this instance and opens the storage again.
    func restarted() async throws -> Stores {
        try await close()
        return try await another()
    }
}

/// A folder with the files of the SQLite backend.
final class SQLitePlace: Sendable {
    let folder: TemporaryFolder
    let clock: ManualWallClock

    init(clock: ManualWallClock) throws {
        folder = try TemporaryFolder()
        self.clock = clock
    }

    func open() async throws -> Stores {
        var configuration = SQLiteConfiguration(directory: folder.path)
        configuration.now = { [clock] in clock.now }
        // The machine that runs the suite may be slow; what is late is tested with limits of its own.
        configuration.busyTimeout = .seconds(20)
        configuration.deadline = .seconds(30)
        let logger = Logger(label: "test")
        let endpoint = try await SQLiteEndpointStore(configuration, logger: logger)
        let node = try await SQLiteNodeStore(configuration, logger: logger)
        let access = try await SQLiteAccessStore(configuration, logger: logger)
        let web = try await SQLiteWebStore(configuration, logger: logger)
        let accounts = try await SQLiteAccountStore(configuration, logger: logger)
        return Stores(
            queues: node, jobs: node, leases: node, loudness: node, servers: access, seen: endpoint, replies: endpoint,
            sessions: web, attempts: web, accounts: accounts, ledger: access, usage: web, cursor: web, departures: node,
            another: { try await self.open() },
            close: {
                try await endpoint.close()
                try await node.close()
                try await access.close()
                try await web.close()
                try await accounts.close()
            })
    }
}
