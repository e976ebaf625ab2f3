internal import Synchronization

/// The certificate new connections get.
final class CertificateStore: Sendable {
    private let files: ServerConfiguration.CertificateFiles
    private let current: Mutex<Certificate>

    init(_ files: ServerConfiguration.CertificateFiles) throws(ServerError) {
        self.files = files
        current = Mutex(try Certificate(files))
    }

    var certificate: Certificate { current.withLock { $0 } }

    /// Reads the files again. Connections keep the certificate they began with; on an error all keep the old one.
    func reload() throws(ServerError) {
        let new = try Certificate(files)
        current.withLock { $0 = new }
    }
}
