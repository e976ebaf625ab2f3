internal import CPOSIX
internal import Glibc
package import Logging
internal import Synchronization

/// An HTTP/1.1 server on libmicrohttpd.
///
/// It listens once it is made, so that `port` is known and clients may connect; it answers while `run()` runs.
package final class Server: Sendable {
    private let engine: Engine
    private let listener: ListeningSocket
    private let hasRun = Atomic(false)

    /// - Parameters:
    ///   - logger: requests at debug, failed handlers at error.
    ///   - observe: hears of each request when it is over, on the thread that served it; must be quick.
    package init(
        configuration: ServerConfiguration, router: Router, logger: Logger,
        observe: @escaping @Sendable (RequestRecord) -> Void = { _ in }
    ) throws(ServerError) {
        var certificates: CertificateStore?
        if let files = configuration.certificate { certificates = try CertificateStore(files) }
        listener = try ListeningSocket(address: configuration.address, port: configuration.port)
        engine = Engine(
            configuration: configuration, router: router, logger: logger, alarm: try Alarm(),
            certificates: certificates, observe: observe)
    }

    /// Where it listens.
    package var port: UInt16 { listener.port }

    /// Serves until `drain()` is called or the task is cancelled, and all requests are over.
    ///
    /// The process ignores SIGPIPE from here on: a client that leaves must not end it.
    package func run() async throws(ServerError) {
        guard !hasRun.exchange(true, ordering: .relaxed) else { throw .alreadyRan }
        _ = signal(SIGPIPE, SIG_IGN)
        let daemon = try Daemon(engine)
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let thread = SupervisorThread(engine: engine, daemon: daemon, listener: listener) {
                    continuation.resume()
                }
                thread.start()
            }
        } onCancel: {
            drain()
        }
    }

    /// Refuses new connections, ends event streams, then lets the requests under way finish; `run()` returns then.
    /// Does not wait. Further calls change nothing.
    package func drain() {
        engine.beginDraining()
        engine.alarm.ring()
    }

    /// Reads certificate and key again, for connections from now on. Throws, and keeps the old ones, if they are
    /// unusable. Nothing to do for plain HTTP.
    package func reloadCertificate() throws(ServerError) {
        try engine.certificates?.reload()
    }
}
