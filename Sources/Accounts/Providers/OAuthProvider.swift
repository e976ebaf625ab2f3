internal import Crypto
internal import Storage

/// A provider of the authorization-code flow (RFC 6749 with PKCE, RFC 7636): its addresses and habits, all from configuration.
package struct OAuthProvider: Sendable {
    /// How the client proves itself at the token endpoint.
    enum ClientAuthentication: Sendable {
        /// A public client: its id in the form.
        case none
        /// HTTP Basic.
        case basic(SecretText)
        /// Id and secret in the form.
        case form(SecretText)
    }

    /// How a grant is given back.
    enum Revocation: Sendable {
        /// RFC 7009: a form with `token`.
        case form(url: String)
        /// A JSON object with the token under a name of the provider's.
        case json(url: String, name: String)
    }

    let provider: AccountProvider
    let clientID: String
    var authentication: ClientAuthentication
    let authorizeURL: String
    let tokenURL: String
    /// What an `iss` parameter of a callback has to be (RFC 9207).
    let issuer: String
    let scopes: [String]
    /// Parameters of the consent page beyond the standard's.
    var authorizeParameters: [(name: String, value: String)] = []
    var revocation: Revocation?
    /// Milliseconds from a member's consent after which no refresh is accepted.
    var consentLifetime: Int64?
    /// Where the provider tells whose account it is.
    let profileURL: String
    let readProfile: @Sendable ([UInt8]) -> AccountProfile?
    /// The word before a token in an `Authorization` header.
    var scheme = "Bearer"
    /// Whether the application gets a token of its own (RFC 6749 §4.4).
    var givesApplicationTokens = false
}
