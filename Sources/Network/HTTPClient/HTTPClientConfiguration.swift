/// What all requests of one ``HTTPClient`` share. One client is for one kind of trust: a client for users' URLs has
/// an address guard, a client for the configured services has none, and they share no connection.
package struct HTTPClientConfiguration: Sendable {
    package var connection: ConnectionSettings
    package var urlPolicy: URLPolicy
    package var userAgent: String
    package var maximumConnections = 128
    package var maximumConnectionsPerHost = 32
    /// Whole time of a buffered request that names none.
    package var timeout: Duration = .seconds(30)
    /// Body of a buffered request that names no limit.
    package var maximumBodySize = 4 << 20
    /// Bytes a stream holds for a reader that is slower than the network.
    package var streamBufferSize = 256 << 10

    package init(
        userAgent: String, connection: ConnectionSettings = ConnectionSettings(), urlPolicy: URLPolicy = .configured
    ) {
        self.userAgent = userAgent
        self.connection = connection
        self.urlPolicy = urlPolicy
    }

    /// For URLs that come from users: guarded, with the policy for such URLs.
    package static func untrusted(userAgent: String, allowing allowed: [CIDR] = []) -> HTTPClientConfiguration {
        HTTPClientConfiguration(
            userAgent: userAgent, connection: ConnectionSettings(addressGuard: AddressGuard(allowed: allowed)),
            urlPolicy: .untrusted)
    }
}
