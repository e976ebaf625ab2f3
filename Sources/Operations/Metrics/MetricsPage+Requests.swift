package import HTTPServer

extension MetricsPage {
    /// Labels are kept for ever, and anyone can invent a method.
    private static let methods: Set = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    /// Counts one HTTP request of a part of the bot.
    package func observe(_ request: RequestRecord, part: String) {
        let route = request.route ?? "none"
        let method = request.method.map { Self.methods.contains($0.name) ? $0.name : "other" }
        let labels: Labels = [
            "part": part, "route": route, "method": method ?? "none",
            "status": request.status.map { "\($0.code)" } ?? "none",
        ]
        count("timmybot_http_requests_total", labels)
        observe("timmybot_http_request_seconds", ["part": part, "route": route], request.duration)
    }

    /// Says what the figures of `observe` mean.
    package func describeRequests() {
        describe("timmybot_http_requests_total", "counter", "HTTP requests by route and status.")
        describe(
            "timmybot_http_request_seconds", "histogram", "From a request's first line to the beginning of its answer.")
    }
}
