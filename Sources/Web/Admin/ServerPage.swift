internal import Access
internal import DiscordTypes
internal import HTTPServer
internal import Logging
internal import Storage
internal import Text

/// One server: what was asked, how it stands to the criteria, what it uses, what plays, and what can be done.
struct ServerPage: Sendable {
    struct Content: Sendable {
        let guild: String
        let name: String
        let state: StateTag?
        let requester: String?
        let asked: PageTime?
        let answers: [Fact]
        let criteria: [Criterion]
        let tracks: Int64
        let members: Int
        let playing: Overview.Playing?
        let canDecide: Bool
        let canApprove: Bool
        let canReject: Bool
        let canDefer: Bool
        let canRevoke: Bool
        let hasRoom: Bool
        let isConfirmed: Bool
        let confirm: String
        let history: [AuditRow]
    }

    struct Fact: Sendable {
        let name: String
        let value: String
    }

    struct Criterion: Sendable {
        let name: String
        let verdict: String
        let tone: String
        let detail: String
    }

    static let reasonLimit = 500

    let site: Site
    let observatory: Observatory
    let register: ServerRegister
    /// Stops what plays in a server, in an operator's name. Throws where the node can't be asked.
    let stop: @Sendable (GuildID, UserID, String) async throws -> Void

    func add(to pages: inout PageRoutes) {
        pages.page("/admin/servers/{guild}") { request, visitor in
            let guild = try request.parameter("guild", as: GuildID.self)
            switch try await site.operating(visitor) {
            case .no: throw HTTPError(.notFound)
            case .signIn: return .seeOther(InternalPage.adminServer(guild).signIn(confirms: true))
            case .yes(let person): return try await show(guild, request, person)
            }
        }
        pages.operatorAction("/admin/servers/{guild}/decide", confirmed: false) { try await decide($0, $1, $2) }
        pages.operatorAction("/admin/servers/{guild}/revoke") { try await revoke($0, $1, $2) }
        pages.operatorAction("/admin/servers/{guild}/stop") { try await stop($0, $1, $2) }
    }

    private func show(_ guild: GuildID, _ request: Request, _ person: Visitor.Person) async throws -> Response {
        let server = try await observatory.servers.server(guild)
        let since = observatory.now() / NodeWatch.day - 29
        let tracks = try await observatory.usage.figures(since: since)
            .filter { $0.figure.guild == guild && $0.figure.name == UsageFigure.tracks }
        let answers = RequestAnswers(json: server?.answers)
        let name = StrangerText.line(server?.name ?? "Server \(guild)", limit: 100)
        let content = Content(
            guild: "\(guild)", name: name, state: server.map { StateTag($0.state) },
            requester: server?.requestedBy.map { "\($0)" }, asked: server?.requestedAt.map { PageTime($0) },
            answers: answers.map { Self.facts($0) } ?? [],
            criteria: server.flatMap { server in answers.map { criteria(server, $0) } } ?? [],
            tracks: tracks.reduce(0) { $0 + $1.figure.value },
            members: try await observatory.usage.activeMembers(since: since).byGuild[guild] ?? 0,
            playing: observatory.playing(guild, name), canDecide: server?.state != .approved,
            canApprove: ServerAction.approve.isLegal(from: server?.state),
            canReject: ServerAction.reject.isLegal(from: server?.state),
            canDefer: ServerAction.defer.isLegal(from: server?.state),
            canRevoke: ServerAction.revoke.isLegal(from: server?.state),
            hasRoom: server?.state == .approved || observatory.isPlaying(in: guild), isConfirmed: person.isConfirmed,
            confirm: InternalPage.adminServer(guild).signIn(confirms: true),
            history: try await register.history(of: guild).map { AuditRow($0) })
        return site.page(
            .adminServer, name, content, for: Visitor(person: person, address: request.clientAddress),
            notice: Self.notice(request.query["done"]))
    }

    private func decide(_ request: Request, _ person: Visitor.Person, _ form: Form) async throws -> Response {
        let guild = try request.parameter("guild", as: GuildID.self)
        let maker = DecisionMaker.user(person.user)
        let reason = Self.reason(form)
        let result: ServerRegister.Result
        switch form["action"] {
        case "approve":
            let name = StrangerText.line(form["name"] ?? "", limit: 100)
            result = try await register.approve(guild, by: maker, reason: reason, name: name.isEmpty ? nil : name)
        case "reject": result = try await register.reject(guild, by: maker, reason: reason)
        case "defer": result = try await register.defer(guild, by: maker, reason: reason)
        default: throw HTTPError(.badRequest, "Choose what to do.")
        }
        return try answer(result, guild)
    }

    private func revoke(_ request: Request, _ person: Visitor.Person, _ form: Form) async throws -> Response {
        let guild = try request.parameter("guild", as: GuildID.self)
        guard let reason = Self.reason(form) else {
            throw HTTPError(
                .unprocessableContent, "Say why: the server’s manager is told. Go back, nothing was changed.")
        }
        return try answer(try await register.revoke(guild, by: .user(person.user), reason: reason), guild)
    }

    private func stop(_ request: Request, _ person: Visitor.Person, _ form: Form) async throws -> Response {
        let guild = try request.parameter("guild", as: GuildID.self)
        try await observatory.recording(
            "stop", in: guild, by: person.user, reason: Self.reason(form), log: site.log
        ) {
            do {
                try await stop(guild, person.user, person.name)
            } catch {
                site.log.warning("playback was not stopped", metadata: ["guild": "\(guild)", "error": "\(error)"])
                throw HTTPError(.badGateway, "The voice node can’t be reached. It may still be playing; try again.")
            }
        }
        return .seeOther("/admin/servers/\(guild)?done=stop")
    }

    private func answer(_ result: ServerRegister.Result, _ guild: GuildID) throws -> Response {
        switch result {
        case .changed(let server): return .seeOther("/admin/servers/\(guild)?done=\(server.state.rawValue)")
        case .unchanged: return .seeOther("/admin/servers/\(guild)?done=already")
        case .refused:
            throw HTTPError(.conflict, "The server’s state does not allow that. Somebody may have decided meanwhile.")
        case .full(let cap):
            throw HTTPError(
                .conflict, "All \(cap) places are taken. Raise the number under “Settings”, or defer the request.")
        }
    }

    private static func reason(_ form: Form) -> String? {
        let reason = StrangerText.lines(form["reason"] ?? "", limit: reasonLimit)
        return reason.isEmpty ? nil : reason
    }

    private static func notice(_ done: String?) -> String? {
        switch done {
        case "approved": "The server is approved. Its requester is told, with the link that adds the bot."
        case "rejected": "The request is rejected. Its requester is told."
        case "deferred": "The request is put off. Its requester is told."
        case "revoked": "Access is revoked. The bot stops there, leaves the channel and then the server."
        case "already": "It was so already; nothing was changed."
        case "stop": "Playback was stopped."
        default: nil
        }
    }

    private static func facts(_ answers: RequestAnswers) -> [Fact] {
        [
            Fact(name: "Kind", value: answers.kind.rawValue), Fact(name: "Members", value: "\(answers.members)"),
            Fact(name: "Listeners at once", value: "\(answers.listeners)"),
            Fact(name: "Purpose", value: StrangerText.lines(answers.purpose, limit: RequestAnswers.purposeLimit)),
            Fact(name: "Use", value: StrangerText.lines(answers.use, limit: RequestAnswers.useLimit)),
            Fact(name: "Contact", value: StrangerText.line(answers.contact, limit: RequestAnswers.contactLimit)),
        ]
    }

    private func criteria(_ server: ServerRecord, _ answers: RequestAnswers) -> [Criterion] {
        AccessCriterion.all(of: server, answers: answers, now: observatory.now()).map { criterion in
            let (word, tone) =
                switch criterion.verdict {
                case .met: ("Yes", "good")
                case .doubtful: ("Look", "wait")
                case .unmet: ("No", "bad")
                }
            return Criterion(name: criterion.name, verdict: word, tone: tone, detail: criterion.detail)
        }
    }
}
