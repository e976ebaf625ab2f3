internal import Storage
internal import Text

/// One line of the audit history as pages show it.
struct AuditRow: Sendable {
    let sequence: Int64
    let at: PageTime
    let actor: String
    let action: String
    let guild: String?
    let change: String
    let reason: String

    init(_ entry: AuditEntry) {
        sequence = entry.sequence
        at = PageTime(entry.at)
        actor = entry.actor
        action = entry.action
        guild = entry.guild.map { "\($0)" }
        change = entry.after.map { "\(entry.before?.rawValue ?? "new") → \($0.rawValue)" } ?? ""
        reason = StrangerText.line(entry.reason ?? "", limit: 500)
    }

    /// A line of comma-separated values (RFC 4180). A cell that a spreadsheet would take for a formula begins with an apostrophe.
    var csv: String {
        ["\(sequence)", at.machine, actor, action, guild ?? "", change, reason].map { cell in
            let safe = cell.first.map { "=+-@\t\r".contains($0) } == true ? "'" + cell : cell
            return "\"" + safe.replacing("\"", with: "\"\"") + "\""
        }.joined(separator: ",")
    }

    static let csvHead = "sequence,time,who,what,server,change,reason"
}
