internal import HTTPServer
internal import Storage

/// The voice nodes: whether each is there and what it has to do, how reliably the first was found, and what plays.
struct NodesPage: Sendable {
    private struct Content: Sendable {
        let nodes: [NodeRow]
        let playing: [Overview.Playing]
        let uptime: Overview.Figure
        let chart: String
    }

    let site: Site
    let observatory: Observatory

    func add(to pages: inout PageRoutes) {
        pages.operatorPage("/admin/nodes") { request, person in
            site.page(
                .adminNodes, "Nodes", try await content(),
                for: Visitor(person: person, address: request.clientAddress))
        }
    }

    private func content() async throws(StoreError) -> Content {
        let today = observatory.now() / NodeWatch.day
        let figures = try await observatory.usage.figures(since: today - 29)
        var probes = [Int64](repeating: 0, count: 30)
        var reached = probes
        for (day, figure) in figures {
            let index = Int(day - today + 29)
            guard probes.indices.contains(index) else { continue }
            if figure.name == UsageFigure.probes { probes[index] += figure.value }
            if figure.name == UsageFigure.reached { reached[index] += figure.value }
        }
        let all = probes.reduce(0, +)
        let shares = zip(reached, probes).map { $1 == 0 ? 0 : 100 * Double($0) / Double($1) }
        let overview = try await observatory.overview()
        return Content(
            nodes: NodeRow.all(await observatory.nodes(), now: observatory.now()), playing: overview.playing,
            uptime: .share(
                "Uptime, 30 days", all == 0 ? nil : Double(reached.reduce(0, +)) / Double(all),
                atLeast: Observatory.Goal.uptime),
            chart: Chart.bars(
                shares, first: "30 days ago", last: "today",
                label: "Share of looks at the node that found it, by day, in percent; today \(Int(shares[29]))"))
    }
}
