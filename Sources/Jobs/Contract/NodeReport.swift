/// What one voice node says of itself, or of another of which its store has leases.
package struct NodeReport: Codable, Hashable, Sendable {
    /// As leases name it.
    package var name: String
    /// Servers whose lease it holds now.
    package var leases: Int
    /// When its last lease ends or ended, in milliseconds since 1970-01-01 UTC; nil where it has held none yet.
    package var leasedUntil: Int64?
    /// Nil for a node that only leases tell of.
    package var details: Details?

    package struct Details: Codable, Hashable, Sendable {
        package var version: String
        /// Milliseconds since 1970-01-01 UTC.
        package var startedAt: Int64
        /// Logged in at Discord's gateway.
        package var isReady: Bool
        /// Servers the gateway has told of.
        package var servers: Int
        package var players: Int
        package var calls: Int
        /// Ticks of 20 ms, and those that were left out because the thread was not run in time.
        package var ticks: Int
        package var ticksSkipped: Int

        package init(
            version: String, startedAt: Int64, isReady: Bool, servers: Int, players: Int, calls: Int, ticks: Int,
            ticksSkipped: Int
        ) {
            self.version = version
            self.startedAt = startedAt
            self.isReady = isReady
            self.servers = servers
            self.players = players
            self.calls = calls
            self.ticks = ticks
            self.ticksSkipped = ticksSkipped
        }
    }

    package init(name: String, leases: Int, leasedUntil: Int64?, details: Details? = nil) {
        self.name = name
        self.leases = leases
        self.leasedUntil = leasedUntil
        self.details = details
    }
}
