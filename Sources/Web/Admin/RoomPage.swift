internal import Access
internal import DiscordTypes
internal import HTTPServer
internal import Jobs
internal import Logging
internal import Storage
internal import Text

/// The rules of one server's room: what `/settings` and `/dj` show and change, for operators.
struct RoomPage: Sendable {
    private struct Content: Sendable {
        let guild: String
        let name: String
        let form: RoomForm
        let hasErrors: Bool
        let roles: [Choice]
        let channels: [Choice]
        let languages: [Choice]
        /// The rules as shown, which the form sends back.
        let shown: String
        let hasNames: Bool
    }

    private struct Choice: Sendable {
        let value: String
        let name: String
        let isChosen: Bool
    }

    private static let path = "/admin/servers/{guild}/rules"

    let site: Site
    let observatory: Observatory
    let rooms: ServerRooms

    func add(to pages: inout PageRoutes) {
        pages.page(Self.path) { request, visitor in
            let guild = try request.parameter("guild", as: GuildID.self)
            switch try await site.operating(visitor) {
            case .no: throw HTTPError(.notFound)
            case .signIn: return .seeOther(InternalPage.adminServer(guild).signIn(confirms: true))
            case .yes(let person):
                try await demandRoom(in: guild)
                let rules = try await asking(guild) { try await rooms.rules(guild, person.user, person.name) }
                return try await show(guild, RoomForm(rules), shown: rules, request, person)
            }
        }
        // Blocked words come twice, as they were and as they are to be, and a character may take nine bytes.
        var limits = Form.Limits()
        limits.body = 240 * 1024
        pages.operatorAction(Self.path, confirmed: false, limits: limits) { try await change($0, $1, $2) }
    }

    /// Only servers that the bot is for have a room: asking for its rules makes its player.
    private func demandRoom(in guild: GuildID) async throws {
        let isApproved = try await observatory.servers.server(guild)?.state == .approved
        guard isApproved || observatory.isPlaying(in: guild) else {
            throw HTTPError(.notFound, "That server is not approved, so there is no room with rules.")
        }
    }

    private func change(_ request: Request, _ person: Visitor.Person, _ sent: Form) async throws -> Response {
        let guild = try request.parameter("guild", as: GuildID.self)
        try await demandRoom(in: guild)
        guard let shown = sent["shown"].flatMap({ try? RoomSettings(json: $0) }) else {
            throw HTTPError(.badRequest, "The form is not whole. Go back, reload the page and send it again.")
        }
        var form = RoomForm(sent)
        let change = try form.change(from: shown)
        guard !form.hasErrors else {
            return try await show(guild, form, shown: shown, request, person, status: .unprocessableContent)
        }
        guard change != RoomChange() else { return .seeOther("\(Self.address(guild))?done=same") }
        try await observatory.recording(
            "rules", in: guild, by: person.user, reason: try Self.words(change), log: site.log
        ) {
            _ = try await asking(guild) { try await rooms.change(change, guild, person.user, person.name) }
        }
        return .seeOther("\(Self.address(guild))?done=changed")
    }

    private func show(
        _ guild: GuildID, _ form: RoomForm, shown: RoomSettings, _ request: Request, _ person: Visitor.Person,
        status: Status = .ok
    ) async throws -> Response {
        let server = try await observatory.servers.server(guild)
        let names = await rooms.names(guild)
        let name = StrangerText.line(server?.name ?? "Server \(guild)", limit: 100)
        let content = Content(
            guild: "\(guild)", name: name, form: form, hasErrors: form.hasErrors,
            roles: Self.choices(names?.roles.map { ("\($0.id)", "@\($0.name)") }, form.role, "Everybody", "Role"),
            channels: Self.choices(
                names?.channels.map { ("\($0.id)", "#\($0.name)") }, form.channel, "Every channel", "Channel"),
            languages: Self.choices(
                RoomSettings.languages.map { ($0.locale, $0.name) }, form.locale, "The usual: English", "Language"),
            shown: try shown.json(), hasNames: names != nil)
        return site.page(
            .adminRoom, "Rules of \(name)", content, for: Visitor(person: person, address: request.clientAddress),
            notice: Self.notice(request.query["done"]), status: status)
    }

    /// Makes what the node or Discord could not do an error that says what to do.
    private func asking(
        _ guild: GuildID, _ body: () async throws -> RoomSettings
    ) async throws -> RoomSettings {
        do {
            return try await body()
        } catch {
            site.log.warning("a room's rules were not reached", metadata: ["guild": "\(guild)", "error": "\(error)"])
            throw HTTPError(
                .badGateway,
                "The voice node did not answer as it should, so the rules may be as they were. Reload the page to see them."
            )
        }
    }

    /// The usual first, then what there is; what is chosen but not there any more keeps its id.
    private static func choices(
        _ known: [(value: String, name: String)]?, _ chosen: String, _ usual: String, _ kind: String
    ) -> [Choice] {
        var choices = [Choice(value: "", name: usual, isChosen: chosen.isEmpty)]
        choices += (known ?? []).prefix(500).map {
            Choice(value: $0.value, name: StrangerText.line($0.name, limit: 60), isChosen: $0.value == chosen)
        }
        if !choices.contains(where: \.isChosen) {
            choices.append(Choice(value: chosen, name: "\(kind) \(chosen)", isChosen: true))
        }
        return choices
    }

    /// What was changed, for the audit log: names of rules and their values.
    private static func words(_ change: RoomChange) throws -> String {
        let set = try change.set.json().dropFirst().dropLast().replacing("\":", with: " = ").replacing("\"", with: "")
        let reset = change.reset.map { "\($0) = usual" }
        return StrangerText.line(((set.isEmpty ? [] : [String(set)]) + reset).joined(separator: ","), limit: 500)
            .replacing(",", with: ", ")
    }

    private static func address(_ guild: GuildID) -> String { "/admin/servers/\(guild)/rules" }

    private static func notice(_ done: String?) -> String? {
        switch done {
        case "changed": "The rules are changed, and hold from now on."
        case "same": "Nothing was changed."
        default: nil
        }
    }
}
