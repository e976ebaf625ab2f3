internal import DiscordTypes
internal import HTTPServer
internal import Storage
internal import Text

/// All servers that are known, to search through.
struct ServersPage: Sendable {
    private struct Content: Sendable {
        let search: String
        let states: [RequestForm.Choice]
        let servers: [Row]
        let isCut: Bool
        /// An id that was searched for and is not known.
        let unknown: String?
    }

    private struct Row: Sendable {
        let guild: String
        let name: String
        let state: StateTag
        let since: PageTime?
        let tracks: Int64
        let members: Int
    }

    private static let shown = 100

    let site: Site
    let observatory: Observatory

    func add(to pages: inout PageRoutes) {
        pages.operatorPage("/admin/servers") { try await list($0, $1) }
    }

    private func list(_ request: Request, _ person: Visitor.Person) async throws -> Response {
        let search = StrangerText.line(request.query["q"] ?? "", limit: 100)
        let state = request.query["state"].flatMap { ServerState(rawValue: $0) }
        let found = try await observatory.servers.servers(
            matching: search.isEmpty ? nil : search, in: state, limit: Self.shown + 1)
        let since = observatory.now() / NodeWatch.day - 29
        let figures = try await observatory.usage.figures(since: since)
        let active = try await observatory.usage.activeMembers(since: since).byGuild
        let rows = found.prefix(Self.shown).map { server in
            let tracks = figures.filter { $0.figure.guild == server.guild && $0.figure.name == UsageFigure.tracks }
            return Row(
                guild: "\(server.guild)", name: StrangerText.line(server.name ?? "Without a name", limit: 80),
                state: StateTag(server.state), since: (server.decidedAt ?? server.requestedAt).map { PageTime($0) },
                tracks: tracks.reduce(0) { $0 + $1.figure.value }, members: active[server.guild] ?? 0)
        }
        let unknown = GuildID(search).flatMap { guild in found.contains { $0.guild == guild } ? nil : "\(guild)" }
        let states = ServerState.allCases.map {
            RequestForm.Choice(value: $0.rawValue, name: StateTag($0).text, isChosen: $0 == state)
        }
        return site.page(
            .adminServers, "Servers",
            Content(search: search, states: states, servers: rows, isCut: found.count > Self.shown, unknown: unknown),
            for: Visitor(person: person, address: request.clientAddress))
    }
}
