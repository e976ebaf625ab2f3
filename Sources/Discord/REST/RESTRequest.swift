internal import HTTPClient

/// One call, before it is sent. Doing it twice is as good as once, so that it may be tried again when the outcome is unknown.
struct RESTRequest: Sendable {
    enum Authentication: Sendable {
        case bot
        /// The path holds a token of its own; such routes do not count toward the global limit.
        case path
    }

    let method: String
    let route: RateLimitRoute
    /// Below the base URL, with the query.
    let path: String
    let authentication: Authentication
    var body: [UInt8]?

    /// `template` names the route for logs and rate limits, `major` the parameter that splits its limits.
    init(
        _ method: String, _ template: String, major: String = "", path: String,
        authentication: Authentication = .bot
    ) {
        self.method = method
        route = RateLimitRoute(template: "\(method) \(template)", major: major)
        self.path = path
        self.authentication = authentication
    }

    var countsGlobally: Bool { authentication == .bot }
}
