import Access
import DiscordTypes
import Foundation
import HTTPServer
import Jobs
import Storage
import Synchronization
import Testing

@testable import Web

struct AdminTests {
    static let guild = GuildID(900_000_000_000_000_000)
    static let pages = [
        "/admin", "/admin/servers", "/admin/servers/\(guild)", "/admin/nodes", "/admin/audit", "/admin/settings",
    ]

    func boss(_ site: TestSite) async throws -> Browser {
        let browser = Browser(site)
        try await browser.signIn(TestSite.operatorID, name: "Boss", target: "/sign-in?for=admin&confirm=1")
        return browser
    }

    func approve(_ site: TestSite, _ guild: GuildID = Self.guild) async throws {
        _ = try await ServerRegister(store: site.access, now: { site.now })
            .approve(guild, by: .terminal(account: "root"), name: "Choir")
    }

    @Test(arguments: pages)
    func `R33 operators' pages exist for operators only`(path: String) async throws {
        let site = try await TestSite()
        let ann = Browser(site)
        try await ann.signIn(7)
        #expect(await ann.get(path).status == .notFound)
        #expect(await Browser(site).get(path)["Location"]?.hasPrefix("/sign-in?for=") == true)
        #expect(try await boss(site).get(path).status == .ok)
    }

    @Test(arguments: ["decide", "revoke", "stop"])
    func `R33 nobody else's form decides anything`(what: String) async throws {
        let site = try await TestSite()
        try await approve(site)
        let ann = Browser(site)
        try await ann.signIn(7)
        let answer = await ann.post("/admin/servers/\(Self.guild)/\(what)", ["action": "reject", "reason": "x"])
        #expect(answer.status == .notFound)
        #expect(try await site.access.server(Self.guild)?.state == .approved)
        #expect(site.stops.all.isEmpty)
    }

    @Test(arguments: ["1x", "-1", "%00", "99999999999999999999999", "1/2"])
    func `R33 ids that are none lead nowhere`(id: String) async throws {
        let site = try await TestSite()
        let status = try await boss(site).get("/admin/servers/\(id)").status
        #expect(status == .notFound || status == .badRequest)
    }

    @Test func `an operator is asked again after a quarter of an hour, and before what can't be undone`() async throws {
        let site = try await TestSite()
        try await approve(site)
        let boss = try await boss(site)
        site.advance(by: .seconds(301))
        // Five minutes on, the pages still open, but revoking asks who it is.
        #expect(await boss.get("/admin").status == .ok)
        let page = await boss.get("/admin/servers/\(Self.guild)").html
        #expect(page.contains("Confirm who you are to revoke"))
        let revoke = await boss.post("/admin/servers/\(Self.guild)/revoke", ["reason": "Gone"])
        #expect(revoke["Location"]?.contains("confirm=1") == true)
        #expect(try await site.access.server(Self.guild)?.state == .approved)
        let asked = try await boss.beginSignIn("/sign-in?for=server-\(Self.guild)&confirm=1")
        #expect(asked["prompt"] == "consent")
        try await boss.signIn(TestSite.operatorID, target: "/sign-in?for=server-\(Self.guild)&confirm=1")
        #expect(await boss.post("/admin/servers/\(Self.guild)/revoke").status == .unprocessableContent)
        #expect(await boss.post("/admin/servers/\(Self.guild)/revoke", ["reason": "Gone"]).status == .seeOther)
        #expect(try await site.access.server(Self.guild)?.state == .revoked)

        site.advance(by: .seconds(899))
        #expect(await boss.get("/admin").status == .ok)
        site.advance(by: .seconds(901))
        #expect(await boss.get("/admin")["Location"]?.contains("confirm=1") == true)
        #expect(await boss.get("/sessions").status == .ok)
    }

    @Test func `a sign-in that Discord did not ask about opens no operator's page`() async throws {
        let site = try await TestSite()
        let boss = Browser(site)
        let asked = try await boss.beginSignIn("/sign-in?for=admin")
        #expect(asked["prompt"] == "none")
        try await boss.signIn(TestSite.operatorID, name: "Boss", target: "/sign-in?for=admin")
        #expect(await boss.get("/sessions").status == .ok)
        #expect(await boss.get("/admin")["Location"] == "/sign-in?for=admin&confirm=1")
        #expect(await boss.post("/admin/settings", ["maximum_servers": "3"]).status == .seeOther)
        #expect(try await site.access.operatorSettings().isEmpty)
    }

    @Test func `no more servers are approved than there are places, and operators can make room`() async throws {
        let site = try await TestSite()
        let boss = try await boss(site)
        for number in UInt64(1)...2 {
            let path = "/admin/servers/\(Self.guild.rawValue + number)/decide"
            #expect(await boss.post(path, ["action": "approve", "name": "S"]).status == .seeOther)
        }
        let third = "/admin/servers/\(Self.guild.rawValue + 3)/decide"
        let full = await boss.post(third, ["action": "approve"])
        #expect(full.status == .conflict && full.html.contains("All 2 places are taken"))
        #expect(await boss.post("/admin/settings", ["maximum_servers": "x"]).status == .unprocessableContent)
        #expect(await boss.post("/admin/settings", ["maximum_servers": "3"]).status == .seeOther)
        #expect(await boss.post(third, ["action": "approve"]).status == .seeOther)
        let log = await boss.get("/admin/audit?action=set").html
        #expect(log.contains("maximum-servers = 3"))
    }

    @Test func `the overview tells what plays, and stopping it is written down`() async throws {
        let site = try await TestSite()
        try await approve(site)
        let boss = try await boss(site)
        #expect(await boss.get("/admin").html.contains("can’t be reached"))
        site.watch.apply(Self.started(entry: 1, title: "Song <i>"))
        let page = await boss.get("/admin").html
        #expect(page.contains("Song &lt;i&gt;") && page.contains("playing, 0:01 of 3:00"))
        #expect(await boss.post("/admin/servers/\(Self.guild)/stop").status == .seeOther)
        #expect(site.stops.all == [Self.guild])
        #expect(
            try await site.access.audit(AuditFilter(action: "stop")).map(\.actor) == ["user:\(TestSite.operatorID)"])
    }

    @Test func `tracks and members are counted once, also when the node tells them again`() async throws {
        let site = try await TestSite()
        site.watch.apply(Self.started(entry: 1))
        site.watch.apply(Self.started(entry: 1))
        site.watch.apply(Self.started(entry: 2))
        site.watch.apply(Self.started(entry: 3, position: 60_000))
        await site.watch.store(probing: true)
        await site.watch.store(probing: false)
        let today = site.now / NodeWatch.day
        let figures = try await site.web.figures(since: today)
        #expect(
            figures.map(\.figure) == [
                DailyFigure(name: "node-probes", guild: nil, value: 1),
                DailyFigure(name: "node-reached", guild: nil, value: 1),
                DailyFigure(name: "tracks", guild: Self.guild, value: 2),
            ])
        #expect(try await site.web.activeMembers(since: today).all == 1)
    }

    @Test func `figures of the last hour, and what is above its target`() async throws {
        let site = try await TestSite()
        for milliseconds in 1...100 {
            site.times.record(.milliseconds(milliseconds * 10), isError: milliseconds == 100)
        }
        #expect(site.times.lastHour == ResponseTimes.Figures(count: 100, errors: 1, median: 510, p99: 1000))
        let page = try await boss(site).get("/admin").html
        #expect(page.contains("1000 ms") && page.contains("goal missed"))
        site.advance(by: .seconds(3600))
        #expect(site.times.lastHour == ResponseTimes.Figures(count: 0, errors: 0, median: nil, p99: nil))
    }

    @Test func `servers that try again and again raise an alarm`() async throws {
        let site = try await TestSite()
        for attempt in 1...12 { #expect(site.denied.isSilenced(Self.guild) == (attempt > 10)) }
        #expect(try await boss(site).get("/admin").html.contains("tried 12 commands within an hour"))
        site.advance(by: .seconds(3601))
        #expect(!site.denied.isSilenced(Self.guild))
    }

    @Test func `the audit log is taken along without formulas`() async throws {
        let site = try await TestSite()
        let register = ServerRegister(store: site.access, now: { site.now })
        _ = try await register.approve(Self.guild, by: .terminal(account: "root"), reason: "=cmd|'/c calc'!A1, \"x\"")
        let boss = try await boss(site)
        let export = await boss.get("/admin/audit.csv?server=\(Self.guild)")
        #expect(export["Content-Disposition"]?.hasPrefix("attachment") == true)
        let lines = export.html.split(separator: "\r\n")
        #expect(lines.count == 2)
        #expect(lines[1].hasSuffix(#""new → approved","'=cmd|'/c calc'!A1, ""x""""#))
        #expect(await boss.get("/admin/audit.csv?server=1").html == AuditRow.csvHead + "\r\n")
    }

    @Test func `the whole audit log is taken along, however long it is`() async throws {
        let site = try await TestSite()
        for number in 1...7 {
            try await site.access.append(
                AuditEntry(
                    guild: nil, at: site.now, actor: number == 4 ? "other" : "root", action: "set", before: nil,
                    after: nil, reason: "number \(number)"))
        }
        let filter = AuditFilter(actor: "root")
        for readAtOnce in [2, 3, 100] {
            let text = try await AuditPage.csv(of: site.access, filter, readAtOnce: readAtOnce)
            let reasons = text.matches(of: /number (\d)/).map { $0.1 }
            #expect(reasons == ["7", "6", "5", "3", "2", "1"], "\(readAtOnce) at once")
        }
    }

    @Test func `what an operator does in a room is in the audit log before the voice node hears of it`() async throws {
        let seen = SeenActs()
        let site = try await TestSite { _, dependencies in
            let ledger = dependencies.servers
            dependencies.operating?.stop = { _, _, _ in
                seen.add(try await ledger.audit(AuditFilter(action: "stop")).map(\.actor))
            }
            dependencies.operating?.rooms.change = { _, _, _, _ in
                seen.add(try await ledger.audit(AuditFilter(action: "rules")).map(\.actor))
                return RoomSettings()
            }
        }
        try await approve(site)
        let boss = try await boss(site)
        #expect(await boss.post("/admin/servers/\(Self.guild)/stop").status == .seeOther)
        let rules = ["shown": "{}", "votes": "25", "duplicates": "yes", "announces": "yes"]
        #expect(await boss.post("/admin/servers/\(Self.guild)/rules", rules).status == .seeOther)
        #expect(seen.all == [["user:\(TestSite.operatorID)"], ["user:\(TestSite.operatorID)"]])
    }

    @Test func `the live page ends with the operator's session`() async throws {
        let site = try await TestSite()
        let boss = try await boss(site)
        guard case .events = await boss.get("/admin/live").body else {
            Issue.record("no event stream")
            return
        }
        site.advance(by: .seconds(901))
        #expect(await boss.get("/admin/live").status == .notFound)
        let ann = Browser(site)
        try await ann.signIn(7)
        #expect(await ann.get("/admin/live").status == .notFound)
    }

    static func started(
        entry: Int64, title: String = "Song", position: Int64 = 1000, account: UserID? = nil
    ) -> NodeEvent {
        var track = TrackSummary(
            entry: entry, title: title, artist: nil, link: nil, durationMilliseconds: 180_000, requester: UserID(7),
            requesterName: "Ann")
        track.accountHolder = account
        return NodeEvent(
            kind: .trackStarted, guild: guild,
            player: PlayerState(
                phase: .playing, channel: nil, current: track, positionMilliseconds: position, waiting: 0))
    }
}

/// What the audit log held when the voice node was asked.
private final class SeenActs: Sendable {
    private let actors = Mutex<[[String]]>([])

    var all: [[String]] { actors.withLock { $0 } }

    func add(_ seen: [String]) { actors.withLock { $0.append(seen) } }
}
