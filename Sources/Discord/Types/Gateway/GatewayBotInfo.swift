/// The answer of `GET /gateway/bot`: where to connect and how many logins are left.
package struct GatewayBotInfo: Decodable, Hashable, Sendable {
    /// How many sessions may still be started. Exceeding it makes Discord reset the bot's token.
    package struct SessionStartLimit: Decodable, Hashable, Sendable {
        package let total: Int
        package let remaining: Int
        /// Milliseconds until `remaining` is `total` again.
        package let resetAfter: Double
        /// Logins allowed per 5 seconds.
        package let maxConcurrency: Int

        package init(total: Int, remaining: Int, resetAfter: Double, maxConcurrency: Int) {
            self.total = total
            self.remaining = remaining
            self.resetAfter = resetAfter
            self.maxConcurrency = maxConcurrency
        }

        private enum CodingKeys: String, CodingKey {
            case total, remaining
            case resetAfter = "reset_after"
            case maxConcurrency = "max_concurrency"
        }
    }

    package let url: String
    package let shards: Int
    package let sessionStartLimit: SessionStartLimit

    package init(url: String, shards: Int = 1, sessionStartLimit: SessionStartLimit) {
        self.url = url
        self.shards = shards
        self.sessionStartLimit = sessionStartLimit
    }

    private enum CodingKeys: String, CodingKey {
        case url, shards
        case sessionStartLimit = "session_start_limit"
    }
}
