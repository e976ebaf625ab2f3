package import DiscordTypes

/// Linked accounts. Several processes write; each change names the revision it was decided upon.
package protocol LinkedAccountStore: Sendable {
    func account(of user: UserID, at provider: AccountProvider) async throws(StoreError) -> LinkedAccountRecord?

    /// All of a member's accounts, by provider. One partition query.
    func accounts(of user: UserID) async throws(StoreError) -> [LinkedAccountRecord]

    /// Writes the record, durable on return, and returns it as stored.
    ///
    /// `revision` is that of the record the caller decided upon, nil where there was none. Throws `conflict`, changing
    /// nothing, where it is no longer the stored one.
    func save(_ account: LinkedAccountRecord, replacing revision: Int64?) async throws(StoreError)
        -> LinkedAccountRecord

    /// Forgets an account. Returns what was stored, so that the provider can be told.
    func removeAccount(of user: UserID, at provider: AccountProvider) async throws(StoreError) -> LinkedAccountRecord?

    /// Forgets everything about a member: accounts, tickets, attempts, leases. Returns the accounts there were.
    func removeEverything(of user: UserID) async throws(StoreError) -> [LinkedAccountRecord]

    /// Accounts of all members in a fixed order, beginning behind `last`. A scan, for the terminal.
    func accounts(after last: LinkedAccountRecord?, limit: Int) async throws(StoreError) -> [LinkedAccountRecord]

    /// How many accounts there are of each provider and state; the bot's own are left out. A scan, for the operator's page.
    func accountCounts() async throws(StoreError) -> [LinkedAccountCount]
}
