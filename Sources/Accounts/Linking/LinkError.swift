/// Why a link did not come about. What people read is decided where pages are made.
package enum LinkError: Error, Hashable, Sendable {
    case notConfigured
    /// The ticket is unknown, used or past its end.
    case ticketGone
    /// The ticket was given to another Discord user.
    case ticketOfAnother
    /// The callback's query is not one that a provider makes: a parameter twice, none, too long.
    case malformedCallback
    /// No such attempt: a `state` that was never given, used already, or is too old.
    case unknownAttempt
    /// The attempt was for another provider: its callback address does not fit.
    case otherProvider
    /// Another browser set out.
    case otherBrowser
    /// Another Discord user set out.
    case otherUser
    /// `iss` names another authorization server.
    case otherIssuer
    /// The member said no.
    case declined
    /// The provider refused: the code it uses for it, or a status.
    case refused(String)
    /// The provider knows the member, but this application may not serve them (Spotify's development mode).
    case notAdmitted
    case invalidToken
    case cookies(CookieError)
    /// The provider, the store or the vault does not work now.
    case unavailable
}
