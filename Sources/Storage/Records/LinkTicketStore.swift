package import DiscordTypes

/// The right of one Discord user to open the linking page, given in Discord.
///
/// Key in a partitioned store: partition `TICKET#<digest>`, with a time to live.
package struct LinkTicketRecord: Sendable, Hashable {
    /// SHA-256 of the ticket, which itself is stored nowhere.
    package var digest: [UInt8]
    package var user: UserID
    /// The provider that was asked for, if any.
    package var provider: AccountProvider?
    package var expiresAt: Int64

    package init(digest: [UInt8], user: UserID, provider: AccountProvider?, expiresAt: Int64) {
        self.digest = digest
        self.user = user
        self.provider = provider
        self.expiresAt = expiresAt
    }
}

package protocol LinkTicketStore: Sendable {
    /// Durable on return.
    func save(_ ticket: LinkTicketRecord) async throws(StoreError)

    /// The ticket, where it is neither used nor past its end.
    func ticket(_ digest: [UInt8]) async throws(StoreError) -> LinkTicketRecord?

    /// Uses the ticket up: of several callers one gets it, the others nil.
    func takeTicket(_ digest: [UInt8]) async throws(StoreError) -> LinkTicketRecord?
}
