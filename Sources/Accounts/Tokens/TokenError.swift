/// Why a provider gave no token. Never holds a token or a code.
enum TokenError: Error, Hashable, Sendable {
    /// `invalid_grant`: the code or the refresh token is not good (any more). Trying again won't help.
    case invalidGrant
    /// The provider knows the member but not as a user of this application (Spotify's development mode).
    case notAdmitted
    /// The token itself was refused.
    case unauthorized
    /// The provider refuses the application: a matter for the operator. The provider's error code, if it is one of the standard's.
    case refused(String)
    case rateLimited(retryAfter: Duration?)
    /// No answer, or one that says: later.
    case unavailable
    /// An answer that breaks the contract.
    case malformed
}
