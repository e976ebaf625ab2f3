package import Addresses

/// What all requests of one ``HTTPClient`` share. One client is for one kind of trust: a client for users' URLs has
/// an address guard, a client for the configured services has none, and they share no connection.
package struct HTTPClientConfiguration: Sendable {
    package var connection: ConnectionSettings
    package var urlPolicy: URLPolicy
    package var userAgent: String
    /// A request beyond these waits for a connection, and its connect timeout runs meanwhile.
    package var maximumConnections = 128
    package var maximumConnectionsPerHost = 32
    /// Connections in all beyond which an idle one is closed; nil: four for each transfer under way, libcurl's own measure, by
    /// which the end of a burst closes what the next one opens again.
    package var keptConnections: Int?
    /// Whole time of a buffered request that names none.
    package var timeout: Duration = .seconds(30)
    /// Body of a buffered request that names no limit.
    package var maximumBodySize = 4 << 20
    /// Bytes a stream holds for a reader that is slower than the network. It is read for again when three quarters are gone.
    package var streamBufferSize = 256 << 10
    /// Bytes libcurl reads at a time; each transfer has a buffer of that size.
    package var readSize = 16 << 10

    package init(
        userAgent: String, connection: ConnectionSettings = ConnectionSettings(), urlPolicy: URLPolicy = .configured
    ) {
        self.userAgent = userAgent
        self.connection = connection
        self.urlPolicy = urlPolicy
    }

    /// For media whose URLs come from users: guarded, with the policy for such URLs. Each player holds a connection as
    /// long as its track lasts and one more for the next track, often at one host, so that there is room for many; what
    /// each may buffer is small, a second of usual music; behind it the kernel holds ten times as much.
    package static func untrusted(userAgent: String, allowing allowed: [CIDR] = []) -> HTTPClientConfiguration {
        var configuration = HTTPClientConfiguration(
            userAgent: userAgent, connection: ConnectionSettings(addressGuard: AddressGuard(allowed: allowed)),
            urlPolicy: .untrusted)
        configuration.maximumConnections = 4096
        configuration.maximumConnectionsPerHost = 2048
        configuration.streamBufferSize = 16 << 10
        configuration.readSize = 4 << 10
        return configuration
    }
}
