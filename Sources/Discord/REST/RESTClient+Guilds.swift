package import DiscordTypes

/// A role of a guild, for people to choose by name.
package struct NamedRole: Decodable, Hashable, Sendable {
    package let id: RoleID
    package let name: String
}

extension RESTClient {
    /// The roles of a guild the bot is in, everybody's among them: `GET /guilds/{guild}`.
    package func roles(
        of guild: GuildID, within budget: Duration = .seconds(10)
    ) async throws(RESTError) -> [NamedRole] {
        let made = RESTRequest("GET", "/guilds/{guild}", major: "\(guild)", path: "/guilds/\(guild)")
        return try await call(made, as: GuildRoles.self, within: budget).roles
    }

    /// The channels of a guild the bot is in: `GET /guilds/{guild}/channels`.
    package func channels(
        of guild: GuildID, within budget: Duration = .seconds(10)
    ) async throws(RESTError) -> [GuildChannel] {
        let made = RESTRequest(
            "GET", "/guilds/{guild}/channels", major: "\(guild)", path: "/guilds/\(guild)/channels")
        return try await call(made, as: [GuildChannel].self, within: budget)
    }
}

private struct GuildRoles: Decodable {
    var roles: [NamedRole]
}
