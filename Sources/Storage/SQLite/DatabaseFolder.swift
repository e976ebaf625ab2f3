internal import FoundationEssentials
internal import Glibc
internal import Logging

/// The folder of the database files, closed to other users of the machine.
struct DatabaseFolder {
    let path: String

    init(_ path: String) {
        self.path = path
    }

    /// Makes an empty file (0600) where it is missing, and returns its path. A file that others may read is closed to them.
    func prepare(_ name: String) throws(StoreError) -> String {
        let file = path + "/" + name
        // SQLite gives its log files the mode of the database file.
        if let mode = Self.mode(of: file) {
            if mode & 0o077 != 0, unsafe chmod(file, 0o600) != 0 {
                throw Self.failure("can't close \(file) to other users")
            }
        } else {
            let descriptor = unsafe open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if descriptor >= 0 {
                Glibc.close(descriptor)
            } else if errno != EEXIST {
                throw Self.failure("can't create \(file)")
            }
        }
        return file
    }

    /// Makes the folder (0700) where it is missing. One that was there before is left as it is, for it may hold more than
    /// ours; that others can read it is logged.
    func make(logger: Logger) throws(StoreError) {
        guard let mode = Self.mode(of: path) else {
            do {
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw .unavailable("can't create the folder \(path): \(error)")
            }
            return
        }
        guard mode & S_IFMT == S_IFDIR else { throw .unavailable("\(path) is no folder") }
        if mode & 0o077 != 0 {
            logger.warning(
                "the data folder is open to other users; chmod 700 closes it", metadata: ["folder": "\(path)"])
        }
    }

    private static func mode(of path: String) -> mode_t? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return status.st_mode
    }

    private static func failure(_ what: String) -> StoreError {
        .unavailable("\(what): \(unsafe String(cString: strerror(errno)))")
    }
}
