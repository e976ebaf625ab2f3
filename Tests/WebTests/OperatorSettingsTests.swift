import Access
import DiscordTypes
import Foundation
import HTTPServer
import Jobs
import Storage
import Testing

@testable import Web

struct OperatorSettingsTests {
    private func boss(_ site: TestSite) async throws -> Browser {
        let browser = Browser(site)
        try await browser.signIn(TestSite.operatorID, name: "Boss", target: "/sign-in?for=settings&confirm=1")
        return browser
    }

    @Test func `a changed volume is told with what it was, and can be taken back`() async throws {
        let site = try await TestSite()
        let boss = try await boss(site)
        let saved = await boss.post("/admin/settings", ["default_volume": "70"])
        #expect(saved["Location"] == "/admin/settings?done=default_volume&was=")
        let page = await boss.get(saved["Location"] ?? "").html
        #expect(page.contains("Before, it was the original’s") && page.contains("Undo"))
        #expect(page.contains(#"name="default_volume" value="70""#))
        #expect(await boss.post("/admin/settings", ["default_volume": ""])["Location"]?.hasSuffix("was=70") == true)
        #expect(try await site.access.operatorSettings().isEmpty)
        for bad in ["0", "201", "-1", "loud"] {
            #expect(await boss.post("/admin/settings", ["default_volume": bad]).status == .unprocessableContent)
        }
        #expect(try await site.access.audit(AuditFilter(action: "set")).count == 2)
    }

    @Test func `services can be switched off and on, and those that are not set up say what is missing`() async throws {
        let site = try await TestSite()
        let boss = try await boss(site)
        let page = await boss.get("/admin/settings").html
        #expect(page.contains("Switch Spotify off") && page.contains("Missing: TIMMYBOT_SOUNDCLOUD_CLIENT_ID"))
        #expect(!page.contains("Switch SoundCloud"))
        let off = await boss.post("/admin/settings", ["provider": "spotify", "state": "off"])
        let told = await boss.get(off["Location"] ?? "").html
        #expect(told.contains("Spotify is switched off") && told.contains("Switch Spotify on"))
        #expect(try await site.access.operatorSettings() == ["provider-spotify": "off"])
        let on = await boss.post("/admin/settings", ["provider": "spotify", "state": "on"])
        #expect(await boss.get(on["Location"] ?? "").html.contains("Spotify is switched on again"))
        #expect(try await site.access.operatorSettings().isEmpty)
        for (provider, state) in [("napster", "off"), ("spotify", "maybe")] {
            let answer = await boss.post("/admin/settings", ["provider": provider, "state": state])
            #expect(answer.status == .badRequest)
        }
        // Nothing of an address is shown that no form of ours could have made.
        let forged = await boss.get("/admin/settings?done=default_volume&was=%3Cb%3E").html
        #expect(!forged.contains("Undo"))
    }

    @Test func `plays with the requester's own account are counted into the goal and the export`() async throws {
        let site = try await TestSite()
        site.watch.apply(AdminTests.started(entry: 1))
        site.watch.apply(AdminTests.started(entry: 2, account: UserID(7)))
        // A blend: somebody else's account.
        site.watch.apply(AdminTests.started(entry: 3, account: UserID(8)))
        site.watch.apply(AdminTests.started(entry: 4, account: UserID(7)))
        await site.watch.store(probing: false)
        let boss = try await boss(site)
        let overview = await boss.get("/admin").html
        #expect(overview.contains("<dt>Plays with own account</dt><dd>50 % <span class=\"goal met\">"))
        let export = await boss.get("/admin/usage.csv").html
        #expect(export == "\(UsagePage.head)\r\n2026-09-21,\(AdminTests.guild),4,2\r\n")
    }

    @Test func `every node is shown that the settings or the leases tell of`() async throws {
        let site = try await TestSite()
        let boss = try await boss(site)
        let details = NodeReport.Details(
            version: "1.2.3", startedAt: site.now - 7_200_000, isReady: true, servers: 9, players: 2, calls: 1,
            ticks: 999, ticksSkipped: 1)
        site.nodes.set([
            KnownNode(
                address: "http://127.0.0.1:8081",
                reports: [
                    NodeReport(name: "alpha", leases: 2, leasedUntil: site.now, details: details),
                    NodeReport(name: "beta", leases: 3, leasedUntil: site.now + 20_000),
                    NodeReport(name: "gamma", leases: 0, leasedUntil: 0),
                ]), KnownNode(address: "http://10.0.0.2:8081", reports: nil),
        ])
        let page = await boss.get("/admin/nodes").html
        for words in [
            "alpha", "2 hours", "version 1.2.3", "1 (0.1 %)", "beta", "Not asked from here", "gamma",
            "It holds nothing any more", "http://10.0.0.2:8081", "TIMMYBOT_NODE_URL",
        ] { #expect(page.contains(words), "\(words)") }
    }
}
