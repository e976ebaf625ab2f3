internal import Jobs
internal import Text

/// One node as the page shows it.
struct NodeRow: Sendable {
    let name: String
    /// Where it is asked; nil for a node that only leases tell of.
    let address: String?
    let tone: String
    let state: String
    let figures: [Overview.Figure]
    /// What an operator can do about it.
    let hint: String?

    /// All nodes: those that are asked, then those that only leases tell of. `now` in milliseconds since 1970.
    static func all(_ known: [KnownNode], now: Int64) -> [NodeRow] {
        var rows: [NodeRow] = []
        var others: [String: NodeReport] = [:]
        var named: Set<String> = []
        for node in known {
            guard let reports = node.reports, let own = reports.first(where: { $0.details != nil }) else {
                rows.append(.unreachable(node.address))
                continue
            }
            named.insert(own.name)
            rows.append(NodeRow(own, at: node.address, now: now))
            for report in reports where report.details == nil { others[report.name] = report }
        }
        let leased = others.values.filter { !named.contains($0.name) }.sorted { $0.name < $1.name }
        return rows + leased.map { NodeRow($0, at: nil, now: now) }
    }

    private static func unreachable(_ address: String) -> NodeRow {
        NodeRow(
            name: "Voice node", address: address, tone: "bad", state: "Can’t be reached", figures: [],
            hint: "Look at its log, and compare TIMMYBOT_NODE_URL and TIMMYBOT_JOB_SECRET on both sides.")
    }

    private init(
        name: String, address: String?, tone: String, state: String, figures: [Overview.Figure], hint: String?
    ) {
        self.name = name
        self.address = address
        self.tone = tone
        self.state = state
        self.figures = figures
        self.hint = hint
    }

    private init(_ report: NodeReport, at address: String?, now: Int64) {
        let name = StrangerText.line(report.name, limit: 80)
        let leases = Overview.Figure(name: "Servers it plays for", value: "\(report.leases)")
        guard let details = report.details else {
            let until = report.leasedUntil.flatMap { $0 > 0 ? PageTime($0).text : nil }
            self.init(
                name: name, address: address, tone: report.leases > 0 ? "wait" : "calm",
                state: report.leases > 0 ? "Not asked from here" : "Gone", figures: [leases],
                hint: report.leases > 0
                    ? "It holds leases until \(until ?? "soon"), but no setting names its address."
                    : "It holds nothing any more\(until.map { "; its last lease ended \($0)" } ?? "").")
            return
        }
        self.init(
            name: name, address: address, tone: details.isReady ? "good" : "wait",
            state: details.isReady ? "There" : "Not logged in at Discord",
            figures: [
                leases, Overview.Figure(name: "Players", value: "\(details.players)"),
                Overview.Figure(name: "Calls", value: "\(details.calls)"),
                Overview.Figure(name: "Servers it knows", value: "\(details.servers)"),
                Overview.Figure(
                    name: "Ticks left out", value: Self.share(details.ticksSkipped, of: details.ticks),
                    goal: "of \(details.ticks)"),
                Overview.Figure(
                    name: "Runs for", value: PageTime.span(max(0, now - details.startedAt)),
                    goal: "version \(StrangerText.line(details.version, limit: 30))"),
            ], hint: nil)
    }

    private static func share(_ part: Int, of whole: Int) -> String {
        guard part > 0 else { return "none" }
        return "\(part) (\(Overview.Figure.percent(Double(part) / Double(max(1, whole + part)))))"
    }
}
