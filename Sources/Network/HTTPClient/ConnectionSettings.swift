/// How connections are made, for HTTP and WebSocket alike.
package struct ConnectionSettings: Sendable, Equatable {
    /// A PEM file with one more certificate authority to trust, beside the system's.
    package var extraCAFile: String?
    /// Nil: every address may be reached. For URLs from users it must be set.
    package var addressGuard: AddressGuard?
    /// Nil: none, whatever the environment says. With a proxy the guard sees only the proxy's address.
    package var proxy: String?
    /// For resolving, connecting and TLS together.
    package var connectTimeout: Duration

    package init(
        extraCAFile: String? = nil, addressGuard: AddressGuard? = nil, proxy: String? = nil,
        connectTimeout: Duration = .seconds(10)
    ) {
        self.extraCAFile = extraCAFile
        self.addressGuard = addressGuard
        self.proxy = proxy
        self.connectTimeout = connectTimeout
    }
}
