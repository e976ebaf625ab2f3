package import Accounts
package import Crypto
package import DiscordTypes
package import Storage

/// What the endpoint asks of linked accounts. Any call may fail or hang: the endpoint bounds each.
package struct AccountDesk: Sendable {
    /// Those that can be linked here now.
    package var offered: @Sendable () -> [AccountProvider]
    /// The address of the linking page for one member, good once and for ten minutes; nil where there are no web pages.
    package var linkAddress: @Sendable (UserID, AccountProvider?) async throws -> SecretText?
    package var accounts: @Sendable (UserID) async throws -> [LinkedAccount]
    /// Nil where nothing was linked.
    package var unlink: @Sendable (UserID, AccountProvider) async throws -> Accounts.Revocation?

    package init(
        offered: @escaping @Sendable () -> [AccountProvider],
        linkAddress: @escaping @Sendable (UserID, AccountProvider?) async throws -> SecretText?,
        accounts: @escaping @Sendable (UserID) async throws -> [LinkedAccount],
        unlink: @escaping @Sendable (UserID, AccountProvider) async throws -> Accounts.Revocation?
    ) {
        self.offered = offered
        self.linkAddress = linkAddress
        self.accounts = accounts
        self.unlink = unlink
    }

    /// The real one. A provider has little time to take a grant back; the account is forgotten before it is asked.
    package init(_ accounts: Accounts) {
        self.init(
            offered: { accounts.providers.offered },
            linkAddress: { user, provider in
                accounts.ticketAddress(try await accounts.giveTicket(to: user, for: provider))
            },
            accounts: { try await accounts.accounts(of: $0) },
            unlink: { try await accounts.unlink($0, from: $1, patience: .milliseconds(700)) })
    }

    /// Nothing can be linked.
    package static let closed = AccountDesk(
        offered: { [] }, linkAddress: { _, _ in nil }, accounts: { _ in [] }, unlink: { _, _ in nil })
}
