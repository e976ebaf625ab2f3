package import DiscordTypes
package import Storage

/// A ticket that was shown, and is still good.
package struct LinkTicket: Sendable {
    package var user: UserID
    package var provider: AccountProvider?
    package var expiresAt: Int64
}
