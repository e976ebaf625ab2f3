/// How Discord's API is reached and how patient a client is with it.
package struct RESTConfiguration: Sendable {
    /// Without a slash at its end.
    package var baseURL: String
    /// Nil: only routes that need none work.
    package var token: BotToken?
    /// In the form Discord requires: `DiscordBot (url, version)`.
    package let userAgent: String
    /// For one try, within a call's time.
    package var attemptTimeout: Duration = .seconds(10)
    /// Tries of one call after failures of Discord's or of the network.
    package var maximumAttempts = 5
    /// Pause before the second try, doubled for each further one, spread by half.
    package var firstBackoff: Duration = .milliseconds(500)
    /// Requests a second, over all routes that count.
    package var globalLimit = 50
    /// Answers 401, 403 and 429 within ten minutes after which this client falls silent. Discord bans an address at
    /// 10,000, counting all its programs.
    package var invalidRequestLimit = 5_000

    package init(
        baseURL: String = "https://discord.com/api/v10", token: BotToken?, projectURL: String, version: String
    ) {
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.token = token
        userAgent = "DiscordBot (\(projectURL), \(version))"
    }
}
