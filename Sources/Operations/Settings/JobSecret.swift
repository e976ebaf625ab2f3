package import Crypto
internal import Foundation

/// The secret by which the endpoint and the voice node know each other.
package enum JobSecret {
    /// The one that is set, or the one kept in the data folder, made at the first start of either part.
    ///
    /// Both parts may start at once: the file appears whole or not at all, and the first one wins.
    package static func load(_ settings: Settings) throws -> SecretText {
        if let secret = settings.jobSecret { return secret }
        let file = settings.dataDirectory.appendingPathComponent("job-secret")
        if let kept = try read(file) { return kept }
        try FileManager.default.createDirectory(
            at: settings.dataDirectory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let draft = settings.dataDirectory.appendingPathComponent("job-secret.\(UUID().uuidString)")
        let secret = Hex.encode(RandomBytes.make(32))
        guard
            FileManager.default.createFile(
                atPath: draft.path, contents: Data(secret.utf8), attributes: [.posixPermissions: 0o600])
        else { throw SettingsError.unreadableFile(draft.path, reason: "it can't be written") }
        defer { unsafe unlink(draft.path) }
        // A link fails where the name exists: then the other part was first.
        _ = unsafe link(draft.path, file.path)
        guard let kept = try read(file) else {
            throw SettingsError.unreadableFile(file.path, reason: "it can't be written")
        }
        return kept
    }

    private static func read(_ file: URL) throws -> SecretText? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        let text = try String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.utf8.count >= 32 else {
            throw SettingsError.unreadableFile(file.path, reason: "it is too short; delete it to make a new one")
        }
        return SecretText(text)
    }
}
