package import DiscordTypes

extension RESTClient {
    /// `GET …/commands?with_localizations=true`: what is registered, globally or for one guild.
    package func commands(
        of application: ApplicationID, guild: GuildID? = nil, within budget: Duration = .seconds(30)
    ) async throws(RESTError) -> [ApplicationCommand] {
        let (template, major, path) = Self.commandsRoute(application, guild)
        return try await call(
            RESTRequest("GET", template, major: major, path: path + "?with_localizations=true"),
            as: [ApplicationCommand].self, within: budget)
    }

    /// `PUT …/commands`: replaces all commands of the scope, whatever their type. Returns what is registered then.
    @discardableResult
    package func replaceCommands(
        _ commands: [ApplicationCommand], of application: ApplicationID, guild: GuildID? = nil,
        within budget: Duration = .seconds(30)
    ) async throws(RESTError) -> [ApplicationCommand] {
        let (template, major, path) = Self.commandsRoute(application, guild)
        let request = try request(RESTRequest("PUT", template, major: major, path: path), body: commands)
        return try await call(request, as: [ApplicationCommand].self, within: budget)
    }

    private static func commandsRoute(
        _ application: ApplicationID, _ guild: GuildID?
    ) -> (template: String, major: String, path: String) {
        guard let guild else {
            return ("/applications/{application}/commands", "", "/applications/\(application)/commands")
        }
        return (
            "/applications/{application}/guilds/{guild}/commands", "\(guild)",
            "/applications/\(application)/guilds/\(guild)/commands"
        )
    }
}
