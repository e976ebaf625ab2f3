internal import DiscordTypes
internal import HTTPServer
internal import Storage

/// What was played by day and server, to take along.
struct UsagePage: Sendable {
    static let head = "day,server,tracks,tracks_with_own_account"

    private struct Key: Hashable {
        let day: Int64
        let guild: GuildID?
    }

    let site: Site
    let observatory: Observatory

    func add(to pages: inout PageRoutes) {
        pages.operatorPage("/admin/usage.csv") { _, _ in try await export() }
    }

    private func export() async throws -> Response {
        let since = observatory.now() / NodeWatch.day - 29
        var rows: [Key: (tracks: Int64, own: Int64)] = [:]
        for (day, figure) in try await observatory.usage.figures(since: since) {
            let key = Key(day: day, guild: figure.guild)
            switch figure.name {
            case UsageFigure.tracks: rows[key, default: (0, 0)].tracks += figure.value
            case UsageFigure.ownTracks: rows[key, default: (0, 0)].own += figure.value
            default: break
            }
        }
        let lines = rows.sorted { ($0.key.day, $0.key.guild ?? GuildID(0)) < ($1.key.day, $1.key.guild ?? GuildID(0)) }
            .map { key, counts in
                let day = PageTime(key.day * NodeWatch.day).machine.prefix(10)
                return "\(day),\(key.guild.map { "\($0)" } ?? ""),\(counts.tracks),\(counts.own)"
            }
        let text = ([Self.head] + lines).map { $0 + "\r\n" }.joined()
        var response = Response.bytes(Array(text.utf8), type: "text/csv; charset=utf-8")
        response["Content-Disposition"] = "attachment; filename=\"timmybot-usage.csv\""
        return response
    }
}
