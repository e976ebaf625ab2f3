internal import FoundationEssentials
internal import HTTPClient

/// What an answer says about limits.
struct RateLimitReport: Equatable, Sendable {
    struct Window: Equatable, Sendable {
        var bucket: String
        var limit: Int
        var remaining: Int
        var resetAfter: Duration
    }

    struct Refusal: Equatable, Sendable {
        var retryAfter: Duration
        var scope: RESTError.Scope
    }

    var window: Window?
    /// For 429.
    var refusal: Refusal?

    init(window: Window? = nil, refusal: Refusal? = nil) {
        self.window = window
        self.refusal = refusal
    }

    private struct Body: Decodable {
        var retryAfter: Double?
        var global: Bool?

        private enum CodingKeys: String, CodingKey {
            case global
            case retryAfter = "retry_after"
        }
    }

    init(_ response: HTTPResponse) {
        let headers = response.headers
        if let bucket = headers["x-ratelimit-bucket"],
            let limit = headers["x-ratelimit-limit"].flatMap({ Int($0) }), limit > 0,
            let remaining = headers["x-ratelimit-remaining"].flatMap({ Int($0) }),
            let reset = headers["x-ratelimit-reset-after"].flatMap(Self.seconds)
        {
            window = Window(bucket: bucket, limit: limit, remaining: max(0, remaining), resetAfter: reset)
        }
        guard response.status == 429 else { return }
        let body = try? JSONDecoder().decode(Body.self, from: Data(response.body))
        // The body is finer than the header, which counts whole seconds.
        let wait = body?.retryAfter.flatMap(Self.duration) ?? headers["retry-after"].flatMap(Self.seconds)
        refusal = Refusal(retryAfter: wait ?? .seconds(5), scope: Self.scope(headers, body, hasWindow: window != nil))
    }

    private static func scope(_ headers: HTTPHeaders, _ body: Body?, hasWindow: Bool) -> RESTError.Scope {
        if body?.global == true || headers["x-ratelimit-global"] != nil { return .global }
        if let scope = headers["x-ratelimit-scope"].flatMap({ RESTError.Scope(rawValue: $0.lowercased()) }) {
            return scope
        }
        // Without any of Discord's own signs it is the gatekeeper in front, which refuses the whole address.
        return body?.retryAfter != nil || hasWindow ? .user : .global
    }

    private static func seconds(_ text: String) -> Duration? { Double(text).flatMap(duration) }

    /// Nil for what is no sensible time; never more than a day.
    private static func duration(_ seconds: Double) -> Duration? {
        guard seconds.isFinite, seconds >= 0 else { return nil }
        return .milliseconds(Int64((min(seconds, 86_400) * 1000).rounded(.up)))
    }
}
