internal import CMicroHTTPD
internal import CMicroHTTPDPages
internal import Glibc

/// A running libmicrohttpd.
///
/// `@unchecked`: its functions may be called from any thread, and only the supervisor calls them.
@safe
final class Daemon: @unchecked Sendable {
    /// TLS 1.2 and 1.3 with the ciphers GnuTLS holds to be sound.
    private static let priorities = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"
    /// The header's limit of ours must be met before libmicrohttpd's, whose error page is poorer.
    private static let connectionMemory = 32 * 1024

    private let pointer: OpaquePointer
    /// libmicrohttpd's callbacks hold it without a reference: it lives until `stop` has returned.
    private let engine: Engine

    init(_ engine: Engine) throws(ServerError) {
        self.engine = engine
        ErrorPages.setFields(engine.securityFields)
        let configuration = engine.configuration
        let threads = max(1, configuration.threads)
        var settings = unsafe cmhd_settings()
        unsafe settings.threads = UInt32(threads)
        // Ours is the limit that counts. libmicrohttpd divides its own among its threads.
        unsafe settings.connection_limit = UInt32(clamping: (configuration.connectionLimit + 8) * threads)
        unsafe settings.connection_memory = max(Self.connectionMemory, 2 * configuration.headLimit)
        unsafe settings.access = onAccess
        unsafe settings.begun = onBegun
        unsafe settings.completed = onCompleted
        unsafe settings.connection = onConnection
        unsafe settings.certificate = engine.certificates == nil ? nil : onCertificate
        unsafe settings.context = Unmanaged.passUnretained(engine).toOpaque()
        let started = unsafe Self.priorities.withCString { priorities in
            unsafe settings.priorities = priorities
            return unsafe cmhd_start(&settings)
        }
        guard let started = unsafe started else { throw .cannotServe(code: errno) }
        unsafe pointer = started
    }

    /// Hands an accepted connection over. False: it is closed already.
    func take(_ descriptor: Int32) -> Bool {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return unsafe withUnsafeMutablePointer(to: &storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                // Its client is gone again. Without an address libmicrohttpd would keep none, and its reader takes that on trust.
                guard unsafe getpeername(descriptor, address, &size) == 0 else {
                    close(descriptor)
                    return false
                }
                return unsafe MHD_add_connection(pointer, descriptor, address, size) == .YES
            }
        }
    }

    /// Ends what is left and returns when no callback will come any more. No connection may be parked.
    func stop() {
        unsafe MHD_stop_daemon(pointer)
    }
}
