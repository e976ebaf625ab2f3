package import DiscordTypes

/// The bot itself.
package struct BotUser: Decodable, Hashable, Sendable {
    package let id: UserID
    package let username: String
}

extension RESTClient {
    /// `GET /users/@me`: who the token belongs to.
    package func me(within budget: Duration = .seconds(20)) async throws(RESTError) -> BotUser {
        try await call(RESTRequest("GET", "/users/@me", path: "/users/@me"), as: BotUser.self, within: budget)
    }

    /// `GET /gateway/bot`: where the gateway is and how many sessions may still be started.
    package func gatewayBot(within budget: Duration = .seconds(20)) async throws(RESTError) -> GatewayBotInfo {
        try await call(
            RESTRequest("GET", "/gateway/bot", path: "/gateway/bot"), as: GatewayBotInfo.self, within: budget)
    }

    /// `DELETE /users/@me/guilds/{guild}`.
    package func leaveGuild(_ guild: GuildID, within budget: Duration = .seconds(20)) async throws(RESTError) {
        try await call(
            RESTRequest("DELETE", "/users/@me/guilds/{guild}", path: "/users/@me/guilds/\(guild)"), within: budget)
    }
}
