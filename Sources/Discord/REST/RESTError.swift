package import HTTPClient

/// Why a call has no result. None of them carries a token or a path that holds one.
package enum RESTError: Error, Hashable, Sendable {
    package enum Scope: String, Hashable, Sendable {
        /// This bot's own use of the route.
        case user
        /// Somebody else's use of the same resource.
        case shared
        /// All of this bot's calls, or all of this address's.
        case global
    }

    /// Discord refused the bot's token, now or in an earlier call: nothing more is sent with it.
    case unauthorized
    /// No token is configured for a route that needs one.
    case noToken
    /// 403. `code` is Discord's own, such as 50001 (no access) or 50013 (no permission).
    case forbidden(code: Int)
    /// 404: no such channel, message, member or webhook. Webhooks that are gone are not asked again.
    case notFound(code: Int)
    /// Another 4xx: the request itself is wrong. `detail` is Discord's explanation, shortened.
    case rejected(status: Int, code: Int, detail: String)
    /// The call would have to wait longer than it may. Nothing was sent, or Discord refused it.
    case rateLimited(retryAfter: Duration, scope: Scope)
    /// So many calls were refused that Discord might ban this address; nothing is sent for so long.
    case tooManyInvalidRequests(retryAfter: Duration)
    /// Discord was out of order in every try; the last status.
    case unavailable(status: Int)
    /// The network was out of order in every try; the last reason.
    case network(HTTPClientError)
    /// The call's time ran out.
    case deadlineExceeded
    /// A success whose body is not what Discord documents.
    case malformedResponse
    /// The value can't be sent as JSON.
    case malformedRequest
    case cancelled
}
