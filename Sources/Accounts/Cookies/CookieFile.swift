internal import Crypto
internal import FoundationEssentials
internal import Glibc

/// A member's cookies as a private file for one call of a program. Gone with `remove` or the last reference.
package final class CookieFile: Sendable {
    package let path: String

    /// Writes the file (0600, a random name) into `folder`, which is made (0700) where it is missing.
    init(_ text: SecretText, in folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let path = "\(folder)/\(Hex.encode(RandomBytes.make(16))).cookies"
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteNoPermission) }
        defer { close(descriptor) }
        var bytes = Array(text.reveal.utf8)
        defer { SecretBytes.wipe(&bytes) }
        let count = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        guard count == bytes.count else {
            unsafe unlink(path)
            throw CocoaError(.fileWriteOutOfSpace)
        }
        self.path = path
    }

    deinit {
        unsafe unlink(path)
    }

    package func remove() {
        unsafe unlink(path)
    }

    /// Removes what a process that was killed has left. To be called before the first file is made.
    package static func sweep(_ folder: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names where name.hasSuffix(".cookies") {
            unsafe unlink("\(folder)/\(name)")
        }
    }
}
