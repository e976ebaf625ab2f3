import Foundation
import Logging
import Storage

/// A server store in a folder of its own, removed with this value.
final class StoreOnDisk: Sendable {
    let store: SQLiteAccessStore
    private let path: String

    init() async throws {
        path = NSTemporaryDirectory() + "timmybot-access-" + UUID().uuidString
        store = try await Self.open(path)
    }

    /// A second instance, as the operator's terminal would open it.
    func another() async throws -> SQLiteAccessStore { try await Self.open(path) }

    private static func open(_ path: String) async throws -> SQLiteAccessStore {
        var configuration = SQLiteConfiguration(directory: path)
        configuration.busyTimeout = .seconds(20)
        configuration.deadline = .seconds(30)
        return try await SQLiteAccessStore(configuration, logger: Logger(label: "test"))
    }

    deinit {
        // Left over in the temporary folder at worst.
        try? FileManager.default.removeItem(atPath: path)
    }
}
