internal import Access
internal import DiscordTypes
internal import HTTPServer
internal import Storage
internal import Text

/// What became of a person's requests.
struct RequestsPage: Sendable {
    private struct Content: Sendable {
        let requests: [Row]
    }

    private struct Row: Sendable {
        let name: String
        let guild: String
        let state: StateTag
        let asked: PageTime?
        let decided: PageTime?
        let reason: String?
        let invite: String?
        let advice: String
    }

    let site: Site
    let requests: AccessRequests
    /// Nil where the bot's id is not set.
    let invite: (@Sendable (GuildID) -> String)?

    func add(to pages: inout PageRoutes) {
        pages.personalPage("/requests", target: .requests) { try await list($0, $1) }
    }

    private func list(_ request: Request, _ person: Visitor.Person) async throws -> Response {
        let rows = try await requests.requests(of: person.user).map(row)
        let notice: String? =
            switch request.query["sent"] {
            case "1": "Thank you, the request was received. Its state is shown here."
            case "2":
                "Thank you, the request was received. Discord does not say that you manage that server, so it is not listed here; the operator will reach you by the contact you left."
            default: nil
            }
        return site.page(
            .requests, "My requests", Content(requests: rows),
            for: Visitor(person: person, address: request.clientAddress), notice: notice)
    }

    private func row(_ server: ServerRecord) -> Row {
        let isDecided = server.state != .requested
        return Row(
            name: StrangerText.line(server.name ?? "Server", limit: 100), guild: "\(server.guild)",
            state: StateTag(server.state), asked: server.requestedAt.map { PageTime($0) },
            decided: isDecided ? server.decidedAt.map { PageTime($0) } : nil,
            reason: isDecided ? server.reason.map { StrangerText.lines($0, limit: 500) } : nil,
            invite: server.state == .approved ? invite.map { $0(server.guild) } : nil, advice: Self.advice(server.state)
        )
    }

    private static func advice(_ state: ServerState) -> String {
        switch state {
        case .requested: "The operator has been told. Most requests are answered within 48 hours."
        case .approved: "Add the bot, join a voice channel and write /play."
        case .rejected: "You can ask again after a week, for example when more can be said about the server."
        case .deferred: "There is no room right now, or something is unclear. Your place in the list is kept."
        case .revoked: "The bot has left. What it kept about the server is deleted after 30 days."
        }
    }
}
