import Crypto
import Foundation
import Vault

/// Rings for tests, with fresh random keys each time.
enum Keys {
    static func text(_ ids: [String]) throws -> String {
        try ids.map { id in
            guard let id = KeyID(id) else { throw VaultError.malformed }
            return KeyRing.newLine(id: id).reveal
        }.joined(separator: "\n")
    }

    static func vault(_ ids: [String]) throws -> Vault {
        try Vault(.text(SecretText(text(ids))))
    }
}

/// A folder of its own, removed with the value that made it.
final class TemporaryFolder {
    let path = NSTemporaryDirectory() + "timmybot-vault-" + UUID().uuidString

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        // Left over in the temporary folder at worst.
        try? FileManager.default.removeItem(atPath: path)
    }
}
