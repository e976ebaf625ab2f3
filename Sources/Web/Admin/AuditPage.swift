internal import DiscordTypes
internal import HTTPClient
internal import HTTPServer
internal import Storage
internal import Text

/// Everything that operators and requesters did, to filter and to take along.
struct AuditPage: Sendable {
    private struct Content: Sendable {
        let rows: [AuditRow]
        let guild: String
        let actor: String
        let actions: [RequestForm.Choice]
        let older: String?
        let csv: String
    }

    private static let shown = 50
    private static let readAtOnce = 1_000
    private static let actions = ["request", "approve", "reject", "defer", "revoke", "stop", "rules", "set"]

    let site: Site
    let servers: any AccessLedger

    func add(to pages: inout PageRoutes) {
        pages.operatorPage("/admin/audit") { try await show($0, $1) }
        pages.operatorPage("/admin/audit.csv") { request, _ in try await export(request) }
    }

    private func show(_ request: Request, _ person: Visitor.Person) async throws -> Response {
        var filter = Self.filter(request)
        filter.limit = Self.shown + 1
        let entries = try await servers.audit(filter)
        let query = Self.query(filter)
        let older = entries.count > Self.shown ? entries[Self.shown - 1].sequence : nil
        let content = Content(
            rows: entries.prefix(Self.shown).map { AuditRow($0) }, guild: filter.guild.map { "\($0)" } ?? "",
            actor: filter.actor ?? "",
            actions: Self.actions.map { RequestForm.Choice(value: $0, name: $0, isChosen: $0 == filter.action) },
            older: older.map { "/admin/audit?\(query)before=\($0)" }, csv: "/admin/audit.csv?\(query)")
        return site.page(
            .adminAudit, "Audit log", content, for: Visitor(person: person, address: request.clientAddress))
    }

    private func export(_ request: Request) async throws -> Response {
        let text = try await Self.csv(of: servers, Self.filter(request), readAtOnce: Self.readAtOnce)
        var response = Response.bytes(Array(text.utf8), type: "text/csv; charset=utf-8")
        response["Content-Disposition"] = "attachment; filename=\"timmybot-audit.csv\""
        return response
    }

    /// All entries that fit, however many, newest first. What is written meanwhile is not among them.
    static func csv(
        of servers: any AccessLedger, _ filter: AuditFilter, readAtOnce: Int
    ) async throws(StoreError) -> String {
        var text = AuditRow.csvHead + "\r\n"
        var filter = filter
        filter.limit = readAtOnce
        while case let entries = try await servers.audit(filter), let oldest = entries.last {
            for entry in entries { text += AuditRow(entry).csv + "\r\n" }
            filter.before = oldest.sequence
        }
        return text
    }

    private static func filter(_ request: Request) -> AuditFilter {
        let actor = StrangerText.line(request.query["actor"] ?? "", limit: 100)
        return AuditFilter(
            guild: request.query["server"].flatMap { GuildID($0) }, actor: actor.isEmpty ? nil : actor,
            action: request.query["action"].flatMap { actions.contains($0) ? $0 : nil },
            before: request.query["before"].flatMap { Int64($0) })
    }

    /// The filter as a query, with an ampersand at the end where it holds anything.
    private static func query(_ filter: AuditFilter) -> String {
        var parts: [String] = []
        if let guild = filter.guild { parts.append("server=\(guild)&") }
        if let actor = filter.actor { parts.append("actor=\(FormFields.escape(actor))&") }
        if let action = filter.action { parts.append("action=\(action)&") }
        return parts.joined()
    }
}
