internal import DiscordTypes
internal import Storage

/// One member's account at one provider.
struct AccountKey: Hashable, Sendable {
    /// The bot itself, where a provider gives its application a token.
    static let application = UserID(0)

    var user: UserID
    var provider: AccountProvider
}
