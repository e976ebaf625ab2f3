import DiscordTypes
import Foundation
import HTTPServer
import Jobs
import Storage
import Testing

@testable import Web

/// The operators' page with the rules of a server's room.
struct RoomPageTests {
    private static let path = "/admin/servers/\(AdminTests.guild)/rules"

    private func stage() async throws -> (TestSite, Browser) {
        let site = try await TestSite()
        try await AdminTests().approve(site)
        return (site, try await AdminTests().boss(site))
    }

    /// What a browser sends back of the page as it is.
    private static func fields(_ page: String, _ others: [String: String] = [:]) throws -> [String: String] {
        let shown = try #require(page.firstMatch(of: /name="shown" value="([^"]*)"/)?.1)
        let json = String(shown).replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
        var fields: [String: String] = ["shown": json]
        for (_, name) in page.matches(of: /type="checkbox" id="[a-z]+" name="([a-z]+)" value="yes" checked/).map(
            \.output)
        {
            fields[String(name)] = "yes"
        }
        for (_, name, value) in page.matches(of: /<input type="text" id="[a-z_]+" name="([a-z_]+)" value="([^"]*)"/)
            .map(\.output)
        {
            fields[String(name)] = String(value)
        }
        for (_, name, options) in page.matches(of: /<select id="[a-z_]+" name="([a-z_]+)"[^>]*>(.*?)<\/select>/).map(
            \.output)
        {
            fields[String(name)] = options.firstMatch(of: /value="([^"]*)" selected/).map { String($0.1) } ?? ""
        }
        fields["blocked"] = page.firstMatch(of: /name="blocked"[^>]*>([^<]*)<\/textarea>/).map { String($0.1) } ?? ""
        fields["blocked"] = fields["blocked"]?.replacing("&amp;", with: "&")
        return fields.merging(others) { $1 }
    }

    @Test func `a page that is sent back as it is changes nothing, whatever the rules are`() async throws {
        let (site, boss) = try await stage()
        var rules = RoomSettings()
        for filled in [false, true] {
            if filled {
                rules.djRole = RoleID(70)
                rules.textChannel = ChannelID(99)
                rules.votePercent = 30
                rules.isFair = true
                rules.refusesDuplicates = true
                rules.announces = false
                rules.volume = 0
                rules.locale = "de"
                rules.blocked = ["polka", "a & b "]
            }
            site.rooms.set(rules)
            let page = await boss.get(Self.path)
            #expect(page.status == .ok)
            let answer = await boss.post(Self.path, try Self.fields(page.html))
            #expect(answer["Location"] == Self.path + "?done=same", "\(answer.html)")
        }
        let page = await boss.get(Self.path).html
        #expect(page.contains(#"<option value="70" selected>@DJs &lt;b&gt;</option>"#))
        #expect(page.contains(#"<option value="99" selected>Channel 99</option>"#))
        #expect(site.rooms.changes.isEmpty)
    }

    @Test func `only what was changed is sent, and it is written down`() async throws {
        let (site, boss) = try await stage()
        var rules = RoomSettings()
        rules.volume = 40
        rules.blocked = ["polka"]
        site.rooms.set(rules)
        var fields = try Self.fields(
            await boss.get(Self.path).html,
            [
                "dj_role": "71", "votes": "25", "fair": "yes", "volume": "", "language": "ja",
                "blocked": "waltz\r\n\r\n Waltz \r\nexample.org",
            ])
        fields["duplicates"] = nil
        #expect(await boss.post(Self.path, fields)["Location"] == Self.path + "?done=changed")
        let change = try #require(site.rooms.changes.first)
        var set = RoomSettings()
        set.djRole = RoleID(71)
        set.votePercent = 25
        set.isFair = true
        set.refusesDuplicates = true
        set.locale = "ja"
        set.blocked = ["waltz", "example.org"]
        #expect(change == RoomChange(set: set, reset: ["volume"]))
        let entry = try #require(try await site.access.audit(AuditFilter(action: "rules")).first)
        #expect(entry.actor == "user:\(TestSite.operatorID)" && entry.guild == AdminTests.guild)
        for words in ["votePercent = 25", "djRole = 71", "isFair = true", "volume = usual", "waltz"] {
            #expect(entry.reason?.contains(words) == true, "\(words): \(entry.reason ?? "")")
        }
        #expect(await boss.get("/admin/servers/\(AdminTests.guild)").html.contains("See and change the rules"))
    }

    @Test(arguments: [
        ("votes", "0"), ("votes", "ten"), ("tracks", "1001"), ("minutes", "1441"), ("leave_after", "-1"),
        ("volume", "201"), ("blocked", String(repeating: "x", count: 101)),
        ("blocked", (0...100).map { "\($0)" }.joined(separator: "\n")),
    ])
    func `what can't be is said beside the answer, and nothing typed is lost`(name: String, value: String) async throws
    {
        let (site, boss) = try await stage()
        let answer = await boss.post(
            Self.path, try Self.fields(await boss.get(Self.path).html, [name: value, "dj_role": "70"]))
        #expect(answer.status == .unprocessableContent)
        #expect(answer.html.contains(#"id="\#(name)-error""#) && answer.html.contains(#"value="70" selected"#))
        #expect(answer.html.contains(name == "blocked" ? String(value.prefix(3)) : #"value="\#(value)""#))
        #expect(site.rooms.changes.isEmpty)
        #expect(try await site.access.audit(AuditFilter(action: "rules")).isEmpty)
    }

    @Test func `R30 R33 rules are changed by operators' own forms only, and where the bot may be`() async throws {
        let (site, boss) = try await stage()
        let fields = try Self.fields(await boss.get(Self.path).html, ["votes": "25"])
        #expect(await boss.post(Self.path, fields, token: "wrong").status == .forbidden)
        #expect(await boss.post(Self.path, fields, headers: [("Sec-Fetch-Site", "cross-site")]).status == .forbidden)
        #expect(await boss.get(Self.path + "?votes=25").status == .ok)
        for wrong in [["shown": "{"], ["shown": ""], ["dj_role": "x"], ["language": "tlh"], ["text_channel": "-1"]] {
            #expect(await boss.post(Self.path, fields.merging(wrong) { $1 }).status == .badRequest, "\(wrong)")
        }
        let ann = Browser(site)
        try await ann.signIn(7)
        #expect(await ann.get(Self.path).status == .notFound)
        #expect(await ann.post(Self.path, fields).status == .notFound)
        #expect(await boss.get("/admin/servers/5/rules").status == .notFound)
        #expect(await boss.post("/admin/servers/5/rules", fields).status == .notFound)
        #expect(site.rooms.changes.isEmpty)
    }

    @Test func `a voice node that is away is said, on the page and in the audit log`() async throws {
        let (site, boss) = try await stage()
        let fields = try Self.fields(await boss.get(Self.path).html, ["votes": "25"])
        site.rooms.goAway()
        let page = await boss.get(Self.path)
        #expect(page.status == .badGateway && page.html.contains("voice node"))
        #expect(await boss.post(Self.path, fields).status == .badGateway)
        let reasons = try await site.access.audit(AuditFilter(action: "rules")).map(\.reason)
        #expect(reasons == ["not confirmed by the voice node: votePercent = 25", "votePercent = 25"])
    }
}
