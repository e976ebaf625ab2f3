package import Access
internal import DiscordTypes
internal import Jobs
package import Storage
internal import Text

/// Gathers what operators look at.
package struct Observatory: Sendable {
    /// What the owner wants the bot to be.
    enum Goal {
        static let uptime = 0.995
        static let responseMilliseconds = 500
        static let linkSuccess = 0.95
        static let linkCompletion = 0.80
        static let ownAccounts = 0.50
        static let approvals = 0.80
        static let answerHours: Int64 = 48
        static let monthlyDollars = 52.0
        static let dollarsPerMember = 2.0
    }

    /// Failed links within a day that call for a look.
    private static let manyLinkFailures = 10
    static let playingShown = 20

    let servers: any ServerStore & AccessLedger
    let usage: any UsageStore
    let watch: NodeWatch
    let times: ResponseTimes
    let denied: DeniedAttempts
    let settings: OperatorSettings
    let prices: [(name: String, dollars: Double)]
    let links: @Sendable () async -> LinkFigures?
    let nodes: @Sendable () async -> [KnownNode]
    let now: @Sendable () -> Int64

    package init(
        servers: any ServerStore & AccessLedger, usage: any UsageStore, watch: NodeWatch, times: ResponseTimes,
        denied: DeniedAttempts, settings: OperatorSettings, prices: [(name: String, dollars: Double)],
        links: @escaping @Sendable () async -> LinkFigures? = { nil },
        nodes: @escaping @Sendable () async -> [KnownNode] = { [] }, now: @escaping @Sendable () -> Int64
    ) {
        self.servers = servers
        self.usage = usage
        self.watch = watch
        self.times = times
        self.denied = denied
        self.settings = settings
        self.prices = prices
        self.links = links
        self.nodes = nodes
        self.now = now
    }

    func overview() async throws(StoreError) -> Overview {
        let now = now()
        let today = now / NodeWatch.day
        let counts = try await servers.serverCounts()
        let cap = try await settings.maximumServers()
        let figures = try await usage.figures(since: today - 29)
        let active = try await usage.activeMembers(since: today - 29).all
        let open = try await openRequests(now)
        let links = await links()
        let players = watch.snapshot.players
        let names = try await names(of: players ?? [:])
        let playing = Self.playing(players ?? [:], names)
        let monthly = prices.reduce(0) { $0 + $1.dollars }
        return Overview(
            alarms: alarms(monthly, active, links, players == nil),
            figures: self.figures(counts, cap, players, figures, today),
            goals: try await goals(figures, links, now), links: Self.linkFigures(links), requests: open,
            playing: Array(playing.prefix(Self.playingShown)),
            playingMore: playing.count > Self.playingShown ? playing.count - Self.playingShown : nil,
            isNodeThere: players != nil,
            costs: prices.map { Overview.Cost(name: $0.name, dollars: Self.dollars($0.dollars)) },
            cost: Self.dollars(monthly),
            costPerMember: active == 0 ? "–" : Self.dollars(monthly / Double(active)),
            tracksChart: Self.tracksChart(figures, today), at: PageTime(now))
    }

    private func figures(
        _ counts: [ServerState: Int], _ cap: Int, _ players: [GuildID: PlayerState]?,
        _ figures: [(day: Int64, figure: DailyFigure)], _ today: Int64
    ) -> [Overview.Figure] {
        let recent = times.lastHour
        let tracks = figures.filter { $0.day == today && $0.figure.name == UsageFigure.tracks }
            .reduce(0) { $0 + $1.figure.value }
        let playing = players.map { $0.values.filter { $0.current != nil }.count }
        return [
            Overview.Figure(name: "Approved servers", value: "\(counts[.approved] ?? 0)", goal: "of \(cap) places"),
            Overview.Figure(name: "Open requests", value: "\((counts[.requested] ?? 0) + (counts[.deferred] ?? 0))"),
            Overview.Figure(name: "Voice nodes", value: players == nil ? "0 of 1" : "1 of 1"),
            Overview.Figure(name: "Playing now", value: playing.map { "\($0)" } ?? "–"),
            Overview.Figure(name: "Tracks today", value: "\(tracks)", goal: "UTC"),
            Overview.Figure(name: "Response p50", value: recent.median.map { "\($0) ms" } ?? "–", goal: "last hour"),
            responseFigure(recent),
            Overview.Figure(name: "Errors", value: "\(recent.errors)", goal: "of \(recent.count) commands, last hour"),
        ]
    }

    private func responseFigure(_ recent: ResponseTimes.Figures) -> Overview.Figure {
        let goal = "target below \(Goal.responseMilliseconds) ms"
        guard let p99 = recent.p99 else { return Overview.Figure(name: "Response p99", value: "–", goal: goal) }
        return Overview.Figure(
            name: "Response p99", value: "\(p99) ms", goal: goal,
            standing: p99 < Goal.responseMilliseconds ? "met" : "missed")
    }

    private func goals(
        _ figures: [(day: Int64, figure: DailyFigure)], _ links: LinkFigures?, _ now: Int64
    ) async throws(StoreError) -> [Overview.Figure] {
        func total(_ name: String) -> Double {
            Double(figures.filter { $0.figure.name == name }.reduce(0) { $0 + $1.figure.value })
        }
        let probes = total(UsageFigure.probes)
        let plays = total(UsageFigure.tracks)
        let decided = try await servers.servers(matching: nil, in: nil, limit: 1000).filter { $0.requestedAt != nil }
        let approved = decided.filter { $0.state == .approved || $0.state == .revoked }.count
        let judged = approved + decided.filter { $0.state == .rejected }.count
        let answered = decided.filter { $0.state != .requested }
        let inTime = answered.filter {
            ($0.decidedAt ?? 0) - ($0.requestedAt ?? 0) <= Goal.answerHours * 3_600_000
        }.count
        func share(_ part: Int?, _ whole: Int?) -> Double? {
            guard let part, let whole, whole > 0 else { return nil }
            return Double(part) / Double(whole)
        }
        return [
            .share(
                "Node uptime, 30 days", probes == 0 ? nil : total(UsageFigure.reached) / probes, atLeast: Goal.uptime),
            .share("Requests approved", share(approved, judged), atLeast: Goal.approvals),
            .share("Answered within \(Goal.answerHours) h", share(inTime, answered.count), atLeast: Goal.approvals),
            .share("Links that succeed", share(links?.succeeded, links?.returned), atLeast: Goal.linkSuccess),
            .share("Links completed", share(links?.succeeded, links?.begun), atLeast: Goal.linkCompletion),
            .share(
                "Plays with own account", plays == 0 ? nil : total(UsageFigure.ownTracks) / plays,
                atLeast: Goal.ownAccounts),
        ]
    }

    private func alarms(_ monthly: Double, _ active: Int, _ links: LinkFigures?, _ nodeIsGone: Bool) -> [Overview.Alarm]
    {
        var alarms: [Overview.Alarm] = []
        if nodeIsGone { alarms.append(Overview.Alarm(text: "The voice node can’t be reached: nothing plays.")) }
        if monthly > Goal.monthlyDollars {
            alarms.append(Overview.Alarm(text: "The monthly cost is above \(Self.dollars(Goal.monthlyDollars))."))
        }
        if active > 0, monthly / Double(active) > Goal.dollarsPerMember {
            alarms.append(
                Overview.Alarm(text: "An active member costs more than \(Self.dollars(Goal.dollarsPerMember)) a month.")
            )
        }
        for burst in denied.bursts.prefix(3) where burst.isSilenced {
            alarms.append(
                Overview.Alarm(
                    text: "Server \(burst.guild) is not approved and tried \(burst.attempts) commands within an hour."))
        }
        if let links, links.failedToday >= Self.manyLinkFailures {
            alarms.append(Overview.Alarm(text: "\(links.failedToday) links to accounts failed today."))
        }
        return alarms
    }

    private func openRequests(_ now: Int64) async throws(StoreError) -> [Overview.OpenRequest] {
        let requested = try await servers.servers(matching: nil, in: .requested, limit: 50)
        let deferred = try await servers.servers(matching: nil, in: .deferred, limit: 50)
        return (requested + deferred).sorted { ($0.requestedAt ?? 0) < ($1.requestedAt ?? 0) }.map { server in
            let age = now - (server.requestedAt ?? now)
            return Overview.OpenRequest(
                guild: "\(server.guild)", name: StrangerText.line(server.name ?? "Server", limit: 60),
                state: StateTag(server.state), age: PageTime.span(age),
                isLate: server.state == .requested && age > Goal.answerHours * 3_600_000)
        }
    }

    private func names(of players: [GuildID: PlayerState]) async throws(StoreError) -> [GuildID: String] {
        var names: [GuildID: String] = [:]
        for guild in players.keys.sorted().prefix(100) { names[guild] = try await servers.server(guild)?.name }
        return names
    }

    private static func playing(_ players: [GuildID: PlayerState], _ names: [GuildID: String]) -> [Overview.Playing] {
        players.sorted { $0.key < $1.key }.compactMap { guild, player in
            playing(guild, StrangerText.line(names[guild] ?? "Server \(guild)", limit: 60), player)
        }
    }

    func isPlaying(in guild: GuildID) -> Bool { watch.snapshot.players?[guild]?.current != nil }

    /// What plays in one server now.
    func playing(_ guild: GuildID, _ name: String) -> Overview.Playing? {
        watch.snapshot.players?[guild].flatMap { Self.playing(guild, name, $0) }
    }

    private static func playing(_ guild: GuildID, _ name: String, _ player: PlayerState) -> Overview.Playing? {
        guard let current = player.current else { return nil }
        let length = current.durationMilliseconds.map { " of \(clock($0))" } ?? ""
        return Overview.Playing(
            guild: "\(guild)", name: name, title: StrangerText.line(current.title, limit: 120),
            phase: player.phase.rawValue, position: clock(player.positionMilliseconds) + length)
    }

    private static func linkFigures(_ links: LinkFigures?) -> [Overview.Figure] {
        (links?.linked ?? [:]).sorted { $0.key < $1.key }.map { Overview.Figure(name: $0.key, value: "\($0.value)") }
    }

    private static func tracksChart(_ figures: [(day: Int64, figure: DailyFigure)], _ today: Int64) -> String {
        var days = [Double](repeating: 0, count: 30)
        for (day, figure) in figures where figure.name == UsageFigure.tracks {
            let index = Int(day - today + 29)
            if days.indices.contains(index) { days[index] += Double(figure.value) }
        }
        let sum = Int(days.reduce(0, +))
        return Chart.bars(
            days, first: "30 days ago", last: "today",
            label: "Tracks a day in the last 30 days: \(sum) in all, \(Int(days[29])) today")
    }

    static func clock(_ milliseconds: Int64) -> String {
        let seconds = milliseconds / 1000
        let rest = seconds % 60
        return "\(seconds / 60):\(rest < 10 ? "0" : "")\(rest)"
    }

    static func dollars(_ amount: Double) -> String {
        let cents = Int((amount * 100).rounded())
        return "$\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
    }
}
