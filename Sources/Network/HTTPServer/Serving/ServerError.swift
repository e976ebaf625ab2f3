/// Why a server could not start, or reload its certificate (then the old one stays in use).
package enum ServerError: Error, Equatable {
    /// Not an IP address.
    case malformedAddress(String)
    /// The system refused to listen; `code` is errno.
    case cannotListen(address: String, port: UInt16, code: Int32)
    /// libmicrohttpd did not start; `code` is errno.
    case cannotServe(code: Int32)
    /// The file can't be read, is no PEM, or key and certificate don't belong together.
    case unusableCertificate(path: String, reason: String)
    /// `run()` was called twice.
    case alreadyRan
}
