/// What Discord counts calls by, until it names the bucket: the route and its major parameter (guild, channel, or
/// webhook with token).
struct RateLimitRoute: Hashable, Sendable {
    /// Without any id or token; fit for logs.
    let template: String
    let major: String
}
