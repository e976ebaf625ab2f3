import Foundation

/// A fresh folder of its own, removed with the value that made it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "timmybot-storage-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        // Left over in the temporary folder at worst.
        try? FileManager.default.removeItem(atPath: path)
    }
}
