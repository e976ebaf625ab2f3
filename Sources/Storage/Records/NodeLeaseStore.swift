package import DiscordTypes

/// Which node plays in which guild.
package protocol NodeLeaseStore: Sendable {
    /// Takes the lease with the next epoch where it is free, expired, or held by the same node: a restarted node goes on at
    /// once and fences its predecessor. One conditional update.
    func acquire(_ guild: GuildID, for node: String, lasting duration: Duration) async throws(StoreError)
        -> LeaseAcquisition

    /// Extends leases from now on. Returns those that still hold, with their new end; one that is missing in the answer has
    /// gone to another holder. An expired lease that nobody took is extended too.
    func renew(_ leases: [NodeLease], lasting duration: Duration) async throws(StoreError) -> [NodeLease]

    /// Gives the guild up at once. A lease that was lost already is left alone.
    func release(_ lease: NodeLease) async throws(StoreError)

    /// Every node that holds or held a lease, by name. One scan: for an operator's page, not for a command.
    func leaseCounts() async throws(StoreError) -> [NodeLeaseCount]

    /// The lease in force, or nil where it is free or expired.
    func owner(of guild: GuildID) async throws(StoreError) -> NodeLease?
}
