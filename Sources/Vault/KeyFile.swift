internal import Crypto
internal import FoundationEssentials
internal import Glibc

/// A file with the vault's keys, readable by its owner alone. Changes replace it whole: a reader sees the old or the new one.
package struct KeyFile: Sendable {
    private static let maximumSize = 64 << 10
    private static let heading = """
        # The keys that seal linked accounts. The last one seals, older ones only open.
        # Back this file up apart from the database: each is useless without the other.

        """

    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// Refuses a file that anyone but its owner may read or write, and one that belongs to somebody else.
    package func load() throws(VaultError) -> KeyRing {
        try KeyRing(text: text())
    }

    /// Makes the file with one new key where there is none. Several processes may try at once; the first one wins.
    package func makeIfMissing(id: KeyID) throws(VaultError) {
        guard unsafe access(path, F_OK) != 0 else { return }
        let draft = try write(Self.heading + KeyRing.newLine(id: id).reveal + "\n")
        defer { unsafe unlink(draft) }
        // A link fails where the name exists: then another process was first.
        guard unsafe link(draft, path) == 0 || errno == EEXIST else { throw Self.failure("\(path) can't be written") }
    }

    /// Adds a key, which seals from now on. Throws `keysUnavailable` where the id is taken.
    package func add(id: KeyID) throws(VaultError) {
        try change { (ring, text) throws(VaultError) in
            guard !ring.ids.contains(id) else { throw .keysUnavailable("there is a key \(id) already") }
            return text + (text.hasSuffix("\n") ? "" : "\n") + KeyRing.newLine(id: id).reveal + "\n"
        }
    }

    /// Takes a key out; what it sealed can't be opened any more. The current key can't be removed.
    package func remove(id: KeyID) throws(VaultError) {
        try change { (ring, text) throws(VaultError) in
            guard ring.ids.contains(id) else { throw .keysUnavailable("there is no key \(id)") }
            guard ring.current != id else { throw .keysUnavailable("\(id) is the key that seals; add a new one first") }
            return text.split(separator: "\n", omittingEmptySubsequences: false)
                .filter { $0.split(separator: " ").first.map(String.init) != id.description }
                .joined(separator: "\n")
        }
    }

    func stamp() -> KeySource.Stamp? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return KeySource.Stamp(
            inode: UInt64(status.st_ino), size: Int64(status.st_size), seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec)
    }
}

extension KeyFile {
    private func text() throws(VaultError) -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.failure("\(path) can't be read") }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .keysUnavailable("\(path) is no plain file")
        }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw .keysUnavailable("\(path) belongs to another user")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw .keysUnavailable("\(path) is open to other users; chmod 600 \(path) closes it")
        }
        guard status.st_size <= Self.maximumSize else { throw .keysUnavailable("\(path) is too large to hold keys") }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        defer { SecretBytes.wipe(&bytes) }
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        guard count == bytes.count else { throw Self.failure("\(path) can't be read") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Replaces the file by what `body` makes of it, alone among the processes that do so.
    private func change(_ body: (KeyRing, String) throws(VaultError) -> String) throws(VaultError) {
        let lock = unsafe open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX) == 0 else { throw Self.failure("\(path).lock can't be taken") }
        defer { close(lock) }
        let text = try text()
        let draft = try write(body(KeyRing(text: text), text))
        guard unsafe rename(draft, path) == 0 else {
            let failure = Self.failure("\(path) can't be replaced")
            unsafe unlink(draft)
            throw failure
        }
    }

    /// Writes and flushes a draft beside the file and returns its path.
    private func write(_ text: String) throws(VaultError) -> String {
        let draft = "\(path).\(UUID().uuidString)"
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("\(path) can't be written") }
        defer { close(descriptor) }
        var bytes = Array(text.utf8)
        defer { SecretBytes.wipe(&bytes) }
        let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard count == bytes.count, fsync(descriptor) == 0 else {
            let failure = Self.failure("\(path) can't be written")
            unsafe unlink(draft)
            throw failure
        }
        return draft
    }

    private static func failure(_ what: String) -> VaultError {
        .keysUnavailable("\(what): \(unsafe String(cString: strerror(errno)))")
    }
}
