import Accounts
import Crypto
import DiscordTypes
import Foundation
import HTTPServer
import LoopbackProvider
import Storage
import Synchronization
import Testing

@testable import Web

@Suite("Linking pages")
struct LinkingTests {
    @Test func `a member links, sees what is linked, and unlinks`() async throws {
        let linking = try await LinkingSite()
        let browser = try await linking.browser(of: 7)
        #expect(await browser.get("/account").html.contains(#"href="/link/spotify/start""#))
        let answer = await linking.link(browser)
        #expect(answer.status == .seeOther)
        #expect(answer["Location"] == "/account?linked=spotify")
        let page = await browser.get("/account?linked=spotify").html
        for words in ["Spotify is linked.", "Zoë", "premium", "Unlink Spotify", "five people only"] {
            #expect(page.contains(words) == (words != "five people only"), "\(words)")
        }
        let unlinked = await browser.post("/account/unlink", ["provider": "spotify"])
        #expect(unlinked["Location"] == "/account?unlinked-here=spotify")
        #expect(try await linking.accounts.accounts(of: UserID(7)).isEmpty)
        #expect(await browser.post("/account/unlink", ["provider": "spotify"]).status == .notFound)
    }

    @Test func `a ticket leads through the sign-in to the page, and does not stay in the address`() async throws {
        let linking = try await LinkingSite()
        let ticket = try await linking.accounts.giveTicket(to: UserID(7), for: .spotify)
        let browser = Browser(linking.site)
        let opened = await browser.get("/link/\(ticket.text.reveal)")
        #expect(opened["Location"] == "/link")
        #expect(await browser.get("/link")["Location"] == "/sign-in?for=link")
        let landed = try await browser.signIn(7, name: "Ann", target: "/sign-in?for=link")
        #expect(landed["Location"] == "/link")
        let page = await browser.get("/link").html
        #expect(page.contains("<bdi>Ann</bdi>"))
        #expect(page.contains("Continue with Spotify") && !page.contains("Continue with SoundCloud"))
        #expect(!page.contains(ticket.text.reveal))
        // Setting out uses it up.
        _ = await linking.start(browser)
        #expect(browser.cookies["__Host-ticket"] == nil)
        await #expect(throws: LinkError.ticketGone) {
            try await linking.accounts.ticket(ticket, shownBy: UserID(7))
        }
    }

    @Test func `R27 whoever opens somebody else's ticket links nothing, and the ticket is spent`() async throws {
        let linking = try await LinkingSite()
        let ticket = try await linking.accounts.giveTicket(to: UserID(666), for: .spotify)
        let victim = try await linking.browser(of: 7)
        await victim.get("/link/\(ticket.text.reveal)")
        let refused = await victim.get("/link")
        #expect(refused.status == .forbidden)
        #expect(refused.html.contains("made for somebody else"))
        #expect(victim.cookies["__Host-ticket"] == nil)
        let attacker = try await linking.browser(of: 666)
        await attacker.get("/link/\(ticket.text.reveal)")
        #expect(await attacker.get("/link").status == .gone)
        #expect(linking.provider.calls.isEmpty)
    }

    @Test func `R27 a callback that an attacker set out for links nothing in the victim's browser`() async throws {
        let linking = try await LinkingSite()
        let attacker = try await linking.browser(of: 666)
        let asked = await linking.start(attacker)
        let code = linking.provider.makeCode(challenge: asked["code_challenge"] ?? "")
        let victim = try await linking.browser(of: 7)
        let address = "/link/spotify/callback?code=\(code)&state=\(asked["state"] ?? "")"
        #expect(await victim.get(address).status == .forbidden)
        // The same browser, but another person is signed in by now.
        let again = await linking.start(attacker)
        let other = linking.provider.makeCode(challenge: again["code_challenge"] ?? "")
        try await attacker.signIn(8)
        #expect(
            await attacker.get("/link/spotify/callback?code=\(other)&state=\(again["state"] ?? "")").status
                == .forbidden)
        #expect(linking.provider.calls.isEmpty)
        for user in [7, 8, 666] as [UInt64] {
            #expect(try await linking.accounts.accounts(of: UserID(user)).isEmpty)
        }
    }

    @Test func `R23 odd, repeated, declined and late callbacks ask the provider nothing`() async throws {
        let linking = try await LinkingSite()
        let browser = try await linking.browser(of: 7)
        let state = await linking.start(browser)["state"] ?? ""
        let path = "/link/spotify/callback"
        for query in [
            "", "code=x", "state=\(state)", "code=x&state=", "code=x&code=y&state=\(state)",
            "code=x&state=\(state)&state=\(state)", "code=x&state=\(String(repeating: "a", count: 64))",
            "code=%zz&state=\(state)", "code=%00&state=\(state)", "code=a%0Ab&state=\(state)", "code=&state=\(state)",
            "code=x&error=access_denied&state=\(state)", "code=x&state=\(state)&scope=a&scope=b",
            "code=\(String(repeating: "x", count: 5000))&state=\(state)",
        ] {
            let answer = await browser.get("\(path)?\(query)")
            #expect(answer.status == .badRequest, "\(query)")
            #expect(!answer.html.contains(state), "\(query)")
        }
        let declined = await browser.get("\(path)?error=access_denied&state=\(state)")
        #expect(declined.status == .ok && declined.html.contains("You said no to Spotify"))
        #expect(await browser.get("\(path)?code=x&state=\(state)").status == .badRequest)
        #expect(linking.provider.calls.isEmpty)
    }

    @Test func `R23 a callback that comes ten times at once links once, and none after ten minutes`() async throws {
        let linking = try await LinkingSite()
        let browser = try await linking.browser(of: 7)
        let asked = await linking.start(browser)
        let code = linking.provider.makeCode(challenge: asked["code_challenge"] ?? "")
        let cookies = browser.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        let request = Request(
            .get, "/link/spotify/callback?code=\(code)&state=\(asked["state"] ?? "")", headers: [("Cookie", cookies)])
        let router = linking.site.router
        let statuses = await withTaskGroup(of: Status.self) { group in
            for _ in 0..<10 { group.addTask { await router.respond(to: request).response.status } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.count { $0 == .seeOther } == 1)
        #expect(statuses.count { $0 == .badRequest } == 9)
        #expect(linking.provider.calls.count == 1)

        let late = await linking.start(browser)
        let other = linking.provider.makeCode(challenge: late["code_challenge"] ?? "")
        linking.advance(by: .seconds(600))
        let refused = await browser.get("/link/spotify/callback?code=\(other)&state=\(late["state"] ?? "")")
        #expect(refused.status == .badRequest && refused.html.contains("more than ten minutes"))
        #expect(linking.provider.calls.count == 1)
    }

    @Test func `R23 a provider that says no is told apart from a member who does, and no token is asked for`()
        async throws
    {
        let linking = try await LinkingSite()
        let browser = try await linking.browser(of: 7)
        for (code, status) in [("server_error", Status.badGateway), ("%3Cscript%3E", .badGateway)] {
            let state = await linking.start(browser)["state"] ?? ""
            let answer = await browser.get("/link/spotify/callback?error=\(code)&state=\(state)")
            #expect(answer.status == status && answer.html.contains("Spotify refused"), "\(code)")
            #expect(!answer.html.contains("<script>"), "\(code)")
        }
        #expect(linking.provider.calls.isEmpty)
    }

    @Test func `a way to a provider ends when the member deletes everything`() async throws {
        let linking = try await LinkingSite()
        let browser = try await linking.browser(of: 7)
        let asked = await linking.start(browser)
        await browser.post("/account/delete", ["sure": "yes"])
        try await browser.signIn(7, target: "/sign-in?for=account")
        let code = linking.provider.makeCode(challenge: asked["code_challenge"] ?? "")
        let answer = await browser.get("/link/spotify/callback?code=\(code)&state=\(asked["state"] ?? "")")
        #expect(answer.status == .badRequest)
        #expect(linking.provider.calls.isEmpty)
    }

    @Test func `R24 a code of one provider is refused at the other's callback`() async throws {
        let linking = try await LinkingSite()
        let browser = try await linking.browser(of: 7)
        let asked = await linking.start(browser, "spotify")
        let code = linking.provider.makeCode(challenge: asked["code_challenge"] ?? "")
        let crossed = await browser.get("/link/soundcloud/callback?code=\(code)&state=\(asked["state"] ?? "")")
        #expect(crossed.status == .badRequest)
        let issued = await linking.start(browser, "spotify")
        let wrong = await browser.get(
            "/link/spotify/callback?code=\(code)&state=\(issued["state"] ?? "")&iss=https%3A%2F%2Fevil.example")
        #expect(wrong.status == .badRequest)
        #expect(linking.provider.calls.isEmpty)
    }

    @Test(arguments: ["//evil.example", "\\evil", "%2f%2fevil.example", "https:evil", "https://a@evil.example"])
    func `R26 no address from a request is ever gone to`(evil: String) async throws {
        let linking = try await LinkingSite()
        let browser = try await linking.browser(of: 7)
        for target in [
            "/link/spotify/start?next=\(evil)", "/account?linked=\(evil)", "/account/export?to=\(evil)",
            "/link?to=\(evil)",
        ] {
            let answer = await browser.get(target)
            if let location = answer["Location"] {
                #expect(location == "/account" || location.hasPrefix("\(linking.provider.url)/authorize?"), "\(target)")
            }
            #expect(!answer.html.contains("evil"), "\(target)")
        }
    }

    @Test func `R30 forms of other sites, and ways begun by them, do nothing`() async throws {
        let linking = try await LinkingSite()
        let browser = try await linking.browser(of: 7)
        await linking.link(browser)
        let fields = ["provider": "spotify", "sure": "yes", "may_blend": "yes", "preferred": "yes"]
        for path in ["/account/unlink", "/account/blend", "/account/prefer", "/account/delete"] {
            #expect(await browser.post(path, fields, token: "wrong").status == .forbidden)
            #expect(await browser.post(path, fields, headers: [("Sec-Fetch-Site", "cross-site")]).status == .forbidden)
            #expect(await browser.get(path + "?provider=spotify&sure=yes").status != .seeOther)
        }
        let wishes = try await linking.accounts.accounts(of: UserID(7)).map { [$0.mayBlend, $0.isPreferred] }
        #expect(wishes == [[false, false]])
        let request = Request(
            .get, "/link/spotify/start",
            headers: [
                ("Cookie", browser.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")),
                ("Sec-Fetch-Site", "cross-site"),
            ])
        #expect(await linking.site.router.respond(to: request).response.status == .forbidden)
    }

    @Test func `R33 nobody sees or changes another's accounts, whatever the form says`() async throws {
        let linking = try await LinkingSite()
        let owner = try await linking.browser(of: 7)
        await linking.link(owner)
        let stranger = try await linking.browser(of: 8)
        let fields = ["provider": "spotify", "user": "7", "may_blend": "yes", "preferred": "yes"]
        #expect(await stranger.post("/account/unlink", fields).status == .notFound)
        #expect(await stranger.post("/account/blend", fields).status == .notFound)
        #expect(await stranger.post("/account/prefer", fields).status == .notFound)
        #expect(!(await stranger.get("/account?user=7").html.contains("Zoë")))
        #expect(!(await stranger.get("/account/export?user=7").html.contains("acct-1")))
        await stranger.post("/account/delete", ["sure": "yes", "user": "7"])
        let wishes = try await linking.accounts.accounts(of: UserID(7)).map { [$0.mayBlend, $0.isPreferred] }
        #expect(wishes == [[false, false]])
        #expect(await owner.get("/account/export").html.contains("acct-1"))
        #expect(await Browser(linking.site).get("/account")["Location"] == "/sign-in?for=account")
    }

    @Test func `a member says which service comes first, and takes it back`() async throws {
        let linking = try await LinkingSite()
        let browser = try await linking.browser(of: 7)
        await linking.link(browser)
        let answer = await browser.post("/account/prefer", ["provider": "spotify", "preferred": "yes"])
        #expect(answer["Location"] == "/account?saved=1")
        #expect(try await linking.accounts.activeLinks(of: UserID(7)).map(\.isPreferred) == [true])
        let box = /id="prefer-spotify"[^>]*checked/
        #expect(await browser.get("/account").html.contains(box))
        #expect(await browser.get("/account/export").html.contains("firstInSearches"))
        await browser.post("/account/prefer", ["provider": "spotify"])
        #expect(!(await browser.get("/account").html.contains(box)))
        #expect(await browser.post("/account/prefer", ["provider": "evil"]).status == .badRequest)
    }

    @Test func `R31 names of accounts are shown as text`() async throws {
        let linking = try await LinkingSite()
        linking.provider.state.withLock {
            $0.profile = ##"{"account_id":"1","display_name":"<script>alert(1)</script>\u202e\"x","product":"<b>"}"##
        }
        let browser = try await linking.browser(of: 7)
        await linking.link(browser)
        let page = await browser.get("/account").html
        #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;x"))
        #expect(!page.contains("<script>alert") && !page.contains("\u{202E}") && !page.contains("<b>"))
    }

    @Test func `blends are off until the member says so, and everything can be deleted after one more question`()
        async throws
    {
        let linking = try await LinkingSite()
        let browser = try await linking.browser(of: 7)
        await linking.link(browser)
        #expect(!(await browser.get("/account").html.contains("checked")))
        await browser.post("/account/blend", ["provider": "spotify", "may_blend": "yes", "preferred": "yes"])
        #expect(await browser.get("/account").html.contains("checked"))
        await browser.post("/account/blend", ["provider": "spotify"])
        #expect(!(await browser.get("/account").html.contains("checked")))
        #expect(await browser.post("/account/delete")["Location"] == "/account/delete")
        let session = browser.cookies["__Host-sid"]
        #expect(await browser.post("/account/delete", ["sure": "yes"])["Location"] == "/signed-out?deleted=all")
        #expect(try await linking.accounts.accounts(of: UserID(7)).isEmpty)
        browser.cookies["__Host-sid"] = session
        #expect(await browser.get("/account")["Location"] == "/sign-in?for=account")
    }

    @Test func `checking an account asks the provider, and says what became of it`() async throws {
        let linking = try await LinkingSite()
        let browser = try await linking.browser(of: 7)
        await linking.link(browser)
        #expect(await browser.post("/account/check", ["provider": "spotify"])["Location"] == "/account?works=spotify")
        linking.provider.state.withLock { $0.profileStatus = "401 Unauthorized" }
        // The token is replaced once; where that one is refused too, another would be no better.
        #expect(await browser.post("/account/check", ["provider": "spotify"])["Location"] == "/account?lost=spotify")
        #expect(await browser.get("/account?lost=spotify").html.contains("Has to be linked again"))
        #expect(await browser.post("/account/check", ["provider": "soundcloud"]).status == .notFound)
        #expect(await browser.post("/account/check", ["provider": "nonsense"]).status == .badRequest)
    }

    @Test func `only Apple's page may run Apple's script and keep the window it opens`() async throws {
        let linking = try await LinkingSite()
        let browser = try await linking.browser(of: 7)
        let page = await browser.get("/link/apple-music")
        let policy = try #require(page["Content-Security-Policy"])
        #expect(policy.contains("script-src 'self' https://js-cdn.music.apple.com;"))
        #expect(policy.hasPrefix("default-src 'none';") && policy.contains("frame-ancestors 'none'"))
        #expect(page["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups")
        #expect(page.html.contains(#"data-developer-token="ey"#))
        #expect(await browser.get("/account")["Content-Security-Policy"] == nil)
        let refused = await browser.post("/link/apple-music", ["user_token": "bad"])
        #expect(refused.status == .badRequest && refused.html.contains("does not accept that sign-in"))
        let linked = await browser.post("/link/apple-music", ["user_token": "good"])
        #expect(linked["Location"] == "/account?linked=apple-music")
    }

    @Test func `cookies are kept once the risk is understood, and are never shown again`() async throws {
        let linking = try await LinkingSite()
        let browser = try await linking.browser(of: 7)
        let page = await browser.get("/link/youtube-cookies").html
        for words in ["open your whole Google account", "outside YouTube’s terms", "private window"] {
            #expect(page.contains(words), "\(words)")
        }
        let file =
            "# Netscape HTTP Cookie File\n.youtube.com\tTRUE\t/\tTRUE\t1990000000\tSAPISID\tcookie-canary\n"
            + ".bank.example\tTRUE\t/\tTRUE\t1990000000\tsession\tbank-canary\n"
        let hasty = await browser.post("/link/youtube-cookies", ["cookies": file])
        #expect(hasty.status == .unprocessableContent && !hasty.html.contains("cookie-canary"))
        let broken = await browser.post(
            "/link/youtube-cookies", ["cookies": file + "cookie-canary broken", "understood": "yes"])
        #expect(broken.html.contains("Line 4") && !broken.html.contains("canary"))
        let kept = await browser.post("/link/youtube-cookies", ["cookies": file, "understood": "yes"])
        #expect(kept["Location"] == "/account?linked=youtube-cookies")
        let text = try await linking.accounts.cookies(of: UserID(7)).reveal
        #expect(text.contains("cookie-canary") && !text.contains("bank-canary"))
        let account = await browser.get("/account").html
        #expect(account.contains("Unlink YouTube Premium") && !account.contains("canary"))
        #expect(await browser.post("/account/blend", ["provider": "youtube-cookies"]).status == .badRequest)
    }

    @Test func `someone whom the operator has not admitted at Spotify is told what is missing`() async throws {
        let linking = try await LinkingSite()
        linking.provider.state.withLock { $0.profileStatus = "403 Forbidden" }
        let browser = try await linking.browser(of: 7)
        let answer = await linking.link(browser)
        #expect(answer.status == .forbidden && answer.html.contains("room for five people"))
    }

    @Test func `a service that is switched off appears on no page, and its links can still be ended`() async throws {
        let linking = try await LinkingSite()
        let browser = try await linking.browser(of: 7)
        await linking.link(browser)
        linking.switches.switchOff(.spotify)
        linking.switches.switchOff(.soundcloud)
        let page = await browser.get("/account").html
        #expect(!page.contains("/link/soundcloud/start") && !page.contains("/link/spotify/start"))
        #expect(page.contains("Unlink Spotify"))
        #expect(await browser.get("/link/spotify/start").status == .notFound)
        #expect(await browser.post("/account/check", ["provider": "spotify"]).status == .notFound)
        let ticket = try await linking.accounts.giveTicket(to: UserID(7), for: nil)
        await browser.get("/link/\(ticket.text.reveal)")
        let offers = await browser.get("/link").html
        #expect(offers.contains("Apple Music") && !offers.contains("SoundCloud"))
        linking.switches.switchOn(.spotify)
        #expect(await browser.post("/account/check", ["provider": "spotify"])["Location"] == "/account?works=spotify")
    }

    @Test func `everything is deleted at the voice node too, later where it is away now`() async throws {
        let linking = try await LinkingSite()
        let browser = try await linking.browser(of: 7)
        await linking.link(browser)
        try await linking.web.add([], active: [ActiveMember(guild: GuildID(1), user: UserID(7))], on: 1)
        linking.node.setAway(true)
        let export = await browser.get("/account/export")
        #expect(export.status == .serviceUnavailable && export.html.contains("would not be whole"))
        let answer = await browser.post("/account/delete", ["sure": "yes"])
        #expect(await browser.get(answer["Location"] ?? "").html.contains("follow by themselves"))
        #expect(try await linking.accounts.accounts(of: UserID(7)).isEmpty)
        #expect(try await linking.web.activeMembers(since: 0).all == 0)
        #expect(try await linking.web.erasures().map(\.stage) == [.node])
        // Linked again meanwhile: that is not of the wish.
        let again = try await linking.browser(of: 7)
        await linking.link(again)
        linking.node.setAway(false)
        let running = Task { await linking.erasures.run() }
        while try await !linking.web.erasures().isEmpty { await Task.yield() }
        running.cancel()
        await running.value
        #expect(linking.node.erased == [UserID(7)])
        #expect(try await linking.accounts.accounts(of: UserID(7)).count == 1)
    }

    @Test func `an export holds accounts, favourites, playlists and requests, and nothing that opens an account`()
        async throws
    {
        let linking = try await LinkingSite()
        let browser = try await linking.browser(of: 7)
        await linking.link(browser)
        let export = await browser.get("/account/export")
        #expect(export["Content-Disposition"] == #"attachment; filename="timmybot-7.json""#)
        for fact in ["Kept song", "Sunday", "\"provider\" : \"spotify\"", "\"requests\""] {
            #expect(export.html.contains(fact), "\(fact)")
        }
        #expect(!export.html.contains("access-1") && !export.html.contains("refresh-1"))
    }
}
