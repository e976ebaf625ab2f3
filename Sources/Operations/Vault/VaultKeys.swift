internal import Crypto
internal import Foundation
package import Vault

/// Where the vault's keys are, as the settings say.
package enum VaultKeys {
    /// Keys that are set, or those of the file that is set, or those of a file in the data folder, which is made at the first
    /// start of any part. A file that is set must be there: one that is made in its place would open nothing.
    package static func source(_ settings: Settings) throws -> KeySource {
        let source = existing(settings)
        guard settings.vaultKeysFile == nil, case .file(let file) = source else { return source }
        try FileManager.default.createDirectory(
            at: settings.dataDirectory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try file.makeIfMissing(id: newID())
        return source
    }

    /// The same without making anything: reading keys that are not there throws.
    package static func existing(_ settings: Settings) -> KeySource {
        if let keys = settings.vaultKeys { return .text(keys) }
        if let file = settings.vaultKeysFile { return .file(KeyFile(path: file.path)) }
        return .file(KeyFile(path: settings.dataDirectory.appendingPathComponent("vault-keys").path))
    }

    /// The vault itself. Throws `SettingsError` for keys that can't be used: starting again won't help.
    package static func open(_ settings: Settings) throws -> Vault {
        do {
            return try Vault(source(settings))
        } catch let error as VaultError {
            throw SettingsError.unusableKeys("\(error)")
        }
    }

    /// The day and four random digits.
    static func newID() throws -> KeyID {
        let day = Date().formatted(.iso8601.year().month().day())
        guard let id = KeyID("\(day)-\(Hex.encode(RandomBytes.make(2)))") else { throw VaultError.malformed }
        return id
    }
}
