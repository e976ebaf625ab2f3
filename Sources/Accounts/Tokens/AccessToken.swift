package import Crypto
package import DiscordTypes
package import Storage

/// What opens a member's account for one request.
package struct AccessToken: Sendable {
    package let user: UserID
    package let provider: AccountProvider
    package let secret: SecretText
    /// Milliseconds since 1970; nil where the provider doesn't say.
    package let expiresAt: Int64?
    /// The word before the token in an `Authorization` header.
    let scheme: String
    /// Apple's, which goes beside the member's.
    let developerToken: SecretText?

    /// The header fields of a request to the provider's API. For the request only: they can be printed.
    package var headers: [(name: String, value: String)] {
        if let developerToken {
            return [
                ("Authorization", "\(scheme) \(developerToken.reveal)"), ("Music-User-Token", secret.reveal),
            ]
        }
        return [("Authorization", "\(scheme) \(secret.reveal)")]
    }
}
