package import Addresses

/// How a server listens and what it allows.
package struct ServerConfiguration: Sendable {
    /// A certificate chain and its private key, both PEM.
    package struct CertificateFiles: Sendable, Equatable {
        package let certificate: String
        package let key: String

        package init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// IPv4 or IPv6 address to listen on.
    package var address = "127.0.0.1"
    /// 0: any free port; `Server.port` says which.
    package var port: UInt16 = 0
    /// Threads that serve connections.
    package var threads = 2
    /// Nil: plain HTTP.
    package var certificate: CertificateFiles?
    /// Browsers see https because TLS ends here or in front: answers carry Strict-Transport-Security.
    package var isPublicOverHTTPS = false

    /// Bytes of a body, announced or counted.
    package var bodyLimit = 256 * 1024
    /// Bytes of request line and header. libmicrohttpd's own bound is 32 KiB.
    package var headLimit = 16 * 1024
    /// Bytes of a target.
    package var targetLimit = 8 * 1024
    /// Connections at once; further ones wait in the kernel's queue.
    package var connectionLimit = 1000
    /// Connections at once from one address; further ones are closed. Useless behind a proxy.
    package var connectionLimitPerAddress: Int?

    /// From the connection's start (TLS handshake included), or a further request's first line, to the beginning of
    /// its answer. A request that isn't complete by then is cut off, one whose handler is still busy gets 503.
    package var requestDeadline = Duration.seconds(10)
    /// For the client to take an answer, and for an event stream to take what waits for it.
    package var responseDeadline = Duration.seconds(30)
    /// A connection without a request is closed after this time.
    package var idleTimeout = Duration.seconds(75)
    /// An event stream without events gets a comment this often.
    package var heartbeat = Duration.seconds(15)
    /// What is left of requests after this time of draining is cut off.
    package var drainDeadline = Duration.seconds(20)

    /// Proxies whose X-Forwarded-For is believed.
    package var trustedProxies: [CIDR] = []
    /// Request fields that may come once at most, beside those HTTP defines so: 400.
    package var singleFields: [String] = []
    /// Request fields that prove who asks and may come once at most: 401.
    package var credentialFields = [
        "X-Signature-Ed25519", "X-Signature-Timestamp", "X-Timmybot-Signature", "X-Timmybot-Timestamp",
    ]
    /// Fields of every answer unless the handler sets the same name.
    package var securityFields = SecurityFields.standard

    package init() {}
}
