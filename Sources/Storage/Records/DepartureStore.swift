package import DiscordTypes

/// Servers that the bot is no longer in: what is kept of them ends 30 days later.
///
/// Key in a partitioned store: partition `GUILD#<guild>`, sort key `DEPARTURE`.
package protocol DepartureStore: Sendable {
    /// Notes which of the servers that something is kept of are gone, given all that the bot is in: the time of the first notice
    /// stays, and a server that is back is forgotten as gone.
    func noteDepartures(present guilds: Set<GuildID>, at time: Int64) async throws(StoreError)

    /// Deletes everything that is kept of servers that were gone before `time`, and returns which they were. Leases stay: their
    /// epochs must never fall.
    func eraseDeparted(before time: Int64) async throws(StoreError) -> [GuildID]
}
