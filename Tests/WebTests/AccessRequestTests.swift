import Access
import Addresses
import DiscordTypes
import Foundation
import HTTPServer
import Storage
import Testing

@testable import Web

struct AccessRequestTests {
    static let guild: UInt64 = 900_000_000_000_000_000
    static let servers =
        #"[{"id":"900000000000000000","name":"Choir <b>","owner":true,"permissions":"0","approximate_member_count":42}]"#

    static func answers(_ changes: [String: String] = [:]) -> [String: String] {
        [
            "server": "\(guild)", "id": "", "name": "", "kind": "community", "members": "42", "listeners": "8",
            "purpose": "Singers who rehearse together on weekday evenings.", "use": "Accompaniment in rehearsals",
            "contact": "ann@example.org", "agreement": "yes",
        ].merging(changes) { $1 }
    }

    @Test func `a request goes from the form to the operator's list and back to the requester`() async throws {
        let site = try await TestSite()
        let ann = Browser(site)
        try await ann.signIn(7, guilds: Self.servers)
        #expect(await ann.get("/request?server=\(Self.guild)").html.contains("Choir &lt;b&gt;"))
        #expect(await ann.post("/request", Self.answers())["Location"] == "/requests?sent=1")
        let stored = try #require(try await site.access.server(GuildID(Self.guild)))
        #expect(stored.state == .requested && stored.requestedBy == UserID(7))
        let answers = try #require(RequestAnswers(json: stored.answers))
        #expect(answers.isConfirmed && answers.countedMembers == 42 && answers.contact == "ann@example.org")
        #expect(await ann.get("/requests").html.contains("Requested"))

        let boss = Browser(site)
        try await boss.signIn(TestSite.operatorID, name: "Boss", target: "/sign-in?for=admin&confirm=1")
        let page = await boss.get("/admin/servers/\(Self.guild)")
        #expect(page.status == .ok && page.html.contains("Identifiable owner"))
        let decided = await boss.post(
            "/admin/servers/\(Self.guild)/decide", ["action": "approve", "reason": "Welcome"])
        #expect(decided["Location"] == "/admin/servers/\(Self.guild)?done=approved")
        let mine = await ann.get("/requests").html
        #expect(mine.contains("Approved") && mine.contains("Welcome"))
        #expect(mine.contains("permissions=3214336&amp;guild_id=\(Self.guild)"))
    }

    @Test func `what is wrong is said beside its field, and nothing typed is lost`() async throws {
        let browser = Browser(try await TestSite())
        try await browser.signIn(7, guilds: Self.servers)
        let wrong = Self.answers([
            "members": "many", "purpose": "short", "contact": "", "agreement": "", "use": "Marked use of the bot",
        ])
        var fields = wrong
        fields["agreement"] = nil
        let answer = await browser.post("/request", fields)
        #expect(answer.status == .unprocessableContent)
        for id in ["members", "purpose", "contact", "agreement"] {
            #expect(answer.html.contains("id=\"\(id)-error\""), "\(id)")
        }
        #expect(answer.html.contains("Marked use of the bot") && answer.html.contains("many"))
    }

    @Test(arguments: [
        ("purpose", 1001), ("use", 1001), ("contact", 201),
    ])
    func `R46 answers have a greatest length`(field: String, count: Int) async throws {
        let browser = Browser(try await TestSite())
        try await browser.signIn(7, guilds: Self.servers)
        let long = await browser.post("/request", Self.answers([field: String(repeating: "ä", count: count)]))
        #expect(long.status == .unprocessableContent)
        #expect(long.html.contains("id=\"\(field)-error\""))
    }

    @Test func `R46 requests are limited by person, by network and by what is open`() async throws {
        let site = try await TestSite()
        let address = IPAddress("203.0.113.9")
        var refused = 0
        for user in UInt64(1)...4 {
            let browser = Browser(site)
            browser.address = address
            try await browser.signIn(user)
            for number in UInt64(1)...3 {
                let id = Self.guild + user * 100 + number
                let answer = await browser.post(
                    "/request", Self.answers(["server": "typed", "id": "\(id)", "name": "Server \(id)"]))
                if answer.status == .tooManyRequests { refused += 1 }
            }
        }
        #expect(refused == 2)
        let elsewhere = Browser(site)
        try await elsewhere.signIn(1)
        let fourth = await elsewhere.post(
            "/request", Self.answers(["server": "typed", "id": "\(Self.guild + 999)", "name": "X"]))
        #expect(fourth.status == .tooManyRequests)
        #expect(fourth.html.contains("3 open requests"))
    }

    @Test func `R46 a stranger learns nothing about a server that is known`() async throws {
        let site = try await TestSite()
        let owner = Browser(site)
        try await owner.signIn(7, guilds: Self.servers)
        await owner.post("/request", Self.answers())
        let stranger = Browser(site)
        try await stranger.signIn(8)
        let known = await stranger.post(
            "/request", Self.answers(["server": "typed", "id": "\(Self.guild)", "name": "Choir"]))
        let unknown = await stranger.post(
            "/request", Self.answers(["server": "typed", "id": "\(Self.guild + 1)", "name": "Other"]))
        #expect(known.status == unknown.status && known["Location"] == unknown["Location"])
        let listed = await stranger.get("/requests").html
        #expect(!listed.contains("\(Self.guild)") && !listed.contains("\(Self.guild + 1)"))
        #expect(try await site.access.server(GuildID(Self.guild))?.requestedBy == UserID(7))
        // Whoever manages it is told.
        let again = await owner.post("/request", Self.answers())
        #expect(again.status == .conflict && again.html.contains("asked for already"))
    }

    @Test(arguments: [ServerState.requested, .deferred, .rejected])
    func `R46 whoever types a foreign server's id stands in nobody's way`(state: ServerState) async throws {
        let site = try await TestSite()
        let stranger = Browser(site)
        try await stranger.signIn(8)
        await stranger.post("/request", Self.answers(["server": "typed", "id": "\(Self.guild)", "name": "Mine"]))
        let register = ServerRegister(store: site.access, now: { site.now })
        let operators = DecisionMaker.terminal(account: "root")
        if state == .deferred { _ = try await register.defer(GuildID(Self.guild), by: operators) }
        if state == .rejected { _ = try await register.reject(GuildID(Self.guild), by: operators) }
        #expect(try await site.access.server(GuildID(Self.guild))?.state == state)

        let owner = Browser(site)
        try await owner.signIn(7, guilds: Self.servers)
        #expect(await owner.post("/request", Self.answers())["Location"] == "/requests?sent=1")
        let stored = try #require(try await site.access.server(GuildID(Self.guild)))
        #expect(stored.requestedBy == UserID(7) && stored.name == "Choir <b>" && stored.state == .requested)
        #expect(await owner.get("/requests").html.contains("Choir"))
        let history = try await register.history(of: GuildID(Self.guild))
        #expect(history.first?.actor == "user:7" && history.first?.before == state)

        // From here on it is asked for, and neither of them changes that.
        #expect(await owner.post("/request", Self.answers()).status == .conflict)
        await stranger.post("/request", Self.answers(["server": "typed", "id": "\(Self.guild)", "name": "Mine"]))
        #expect(try await site.access.server(GuildID(Self.guild)) == stored)
    }

    @Test func `a rejected server can ask again after a week`() async throws {
        let site = try await TestSite()
        let ann = Browser(site)
        try await ann.signIn(7, guilds: Self.servers)
        await ann.post("/request", Self.answers())
        let register = ServerRegister(store: site.access, now: { site.now })
        _ = try await register.reject(GuildID(Self.guild), by: .terminal(account: "root"), reason: "Too big")
        #expect(await ann.get("/requests").html.contains("Too big"))
        #expect(await ann.post("/request", Self.answers()).status == .conflict)
        site.advance(by: .seconds(7 * 86_400))
        try await ann.signIn(7, guilds: Self.servers)
        #expect(await ann.post("/request", Self.answers()).status == .seeOther)
    }
}
