internal import DequeModule

/// What must hold before anything is sent at all.
struct RESTGate {
    private static let rememberedWebhooks = 1_000

    private var isTokenRefused = false
    private var invalid: InvalidRequestCounter
    /// Webhooks, by their major parameter, that answered 404.
    private var gone: Set<String> = []
    private var goneInOrder: Deque<String> = []

    init(invalidRequestLimit: Int) {
        invalid = InvalidRequestCounter(limit: invalidRequestLimit)
    }

    mutating func check(_ request: RESTRequest, at now: Duration) throws(RESTError) {
        switch request.authentication {
        case .bot: guard !isTokenRefused else { throw .unauthorized }
        case .path: guard !gone.contains(request.route.major) else { throw .notFound(code: Self.unknownWebhook) }
        }
        if let pause = invalid.pause(at: now) { throw .tooManyInvalidRequests(retryAfter: pause) }
    }

    /// `code` is Discord's own of an error body.
    mutating func note(
        _ request: RESTRequest, status: Int, code: Int, scope: RESTError.Scope?, at now: Duration
    ) {
        if InvalidRequestCounter.counts(status: status, scope: scope) { invalid.count(at: now) }
        switch request.authentication {
        case .bot:
            if status == 401 { isTokenRefused = true }
        case .path:
            // The webhook itself, or its token; a message of it that is gone says nothing about the next one.
            if status == 404 && code == Self.unknownWebhook || status == 401 { remember(request.route.major) }
        }
    }

    static let unknownWebhook = 10015

    private mutating func remember(_ webhook: String) {
        guard gone.insert(webhook).inserted else { return }
        goneInOrder.append(webhook)
        if goneInOrder.count > Self.rememberedWebhooks, let oldest = goneInOrder.popFirst() { gone.remove(oldest) }
    }
}
