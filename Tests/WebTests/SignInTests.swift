import DiscordTypes
import Foundation
import HTTPServer
import Testing

@testable import Web

struct SignInTests {
    @Test func `a person who agrees is signed in and lands on the page they wanted`() async throws {
        let browser = Browser(try await TestSite())
        let answer = try await browser.signIn(7, name: "Ann")
        #expect(answer.status == .seeOther)
        #expect(answer["Location"] == "/sessions")
        #expect(await browser.get("/sessions").html.contains("Chrome on Linux"))
    }

    @Test func `what Discord granted is given back at once`() async throws {
        let site = try await TestSite()
        try await Browser(site).signIn(7)
        #expect(site.discord.calls.last?.line.hasPrefix("POST /api/oauth2/token/revoke") == true)
    }

    @Test func `R23 only the state of this browser, once, in time and for this provider, leads to a token request`()
        async throws
    {
        let site = try await TestSite()
        let browser = Browser(site)
        let asked = try await browser.beginSignIn()
        let state = try #require(asked["state"])
        let code = site.discord.agree(asked["code_challenge"] ?? "", user: 7, name: "Ann", guilds: "[]")
        let path = SignIn.callbackPath
        let stranger = Browser(site)
        _ = try await stranger.beginSignIn()
        for target in [
            "\(path)?code=\(code)", "\(path)?code=\(code)&state=",
            "\(path)?code=\(code)&state=\(String(repeating: "0", count: 64))",
            "\(path)?code=\(code)&state=\(state)&state=\(state)", "\(path)?code=\(code)&code=x&state=\(state)",
        ] {
            #expect(await browser.get(target).status == .badRequest, "\(target)")
        }
        // Another browser that learned the address gets nowhere, and the state is used up by that.
        #expect(await stranger.get("\(path)?code=\(code)&state=\(state)").status == .badRequest)
        #expect(await browser.get("\(path)?code=\(code)&state=\(state)").status == .badRequest)
        #expect(stranger.session == nil && browser.session == nil)

        let late = try await browser.beginSignIn()
        site.advance(by: .seconds(600))
        #expect(await browser.get("\(path)?code=\(code)&state=\(late["state"] ?? "")").status == .badRequest)

        let other = try await browser.beginSignIn()
        let declined = await browser.get("\(path)?error=access_denied&state=\(other["state"] ?? "")")
        #expect(declined.status == .ok && declined.html.contains("not signed in"))
        #expect(site.discord.calls.isEmpty)
    }

    @Test func `R23 a code is good once`() async throws {
        let site = try await TestSite()
        let browser = Browser(site)
        let asked = try await browser.beginSignIn()
        let code = site.discord.agree(asked["code_challenge"] ?? "", user: 7, name: "Ann", guilds: "[]")
        let target = "\(SignIn.callbackPath)?code=\(code)&state=\(asked["state"] ?? "")"
        #expect(await browser.get(target).status == .seeOther)
        let calls = site.discord.calls.count
        #expect(await browser.get(target).status == .badRequest)
        #expect(site.discord.calls.count == calls)
    }

    @Test func `R24 an answer of another issuer, or to an attempt with another provider, asks for no token`()
        async throws
    {
        let site = try await TestSite()
        let browser = Browser(site)
        let asked = try await browser.beginSignIn()
        let wrong = "\(SignIn.callbackPath)?code=c&state=\(asked["state"] ?? "")&iss=https%3A%2F%2Fevil.example"
        #expect(await browser.get(wrong).status == .badRequest)

        let attempts = OAuthAttempts(store: site.web, now: { site.now })
        let spotify = try await attempts.begin(
            provider: "spotify", user: UserID(7), page: "account",
            request: Request(
                .get, "/", headers: [("Cookie", "__Host-attempt=\(browser.cookies["__Host-attempt"] ?? "")")]))
        #expect(await browser.get("\(SignIn.callbackPath)?code=c&state=\(spotify.state)").status == .badRequest)
        #expect(site.discord.calls.isEmpty)

        let right = try await browser.beginSignIn()
        let code = site.discord.agree(right["code_challenge"] ?? "", user: 7, name: "Ann", guilds: "[]")
        let issuer = site.discord.url.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let answer = await browser.get(
            "\(SignIn.callbackPath)?code=\(code)&state=\(right["state"] ?? "")&iss=\(issuer)")
        #expect(answer.status == .seeOther)
    }

    @Test func `R25 the challenge is S256, the verifier long and stored nowhere, and a wrong one gets no session`()
        async throws
    {
        let site = try await TestSite()
        let browser = Browser(site)
        let asked = try await browser.beginSignIn()
        #expect(asked["code_challenge_method"] == "S256")
        #expect(asked["code_challenge"]?.count == 43)
        #expect(asked["redirect_uri"] == FakeDiscordOAuth.redirectURI)
        #expect(asked["scope"] == "identify guilds")
        let code = site.discord.agree("not the challenge", user: 7, name: "Ann", guilds: "[]")
        let refused = await browser.get("\(SignIn.callbackPath)?code=\(code)&state=\(asked["state"] ?? "")")
        #expect(refused.status == .badRequest && browser.session == nil)
        let sent = try #require(site.discord.calls.first?.body)
        let verifier = try #require(
            sent.split(separator: "code_verifier=").last.map { String($0.prefix { $0 != "&" }) })
        #expect((43...128).contains(verifier.count))
        let stored = try site.storedBytes()
        #expect(stored.range(of: Data(verifier.utf8)) == nil)
        #expect(stored.range(of: Data((asked["state"] ?? "x").utf8)) == nil)
    }

    @Test(arguments: [
        "//evil.example", "\\evil.example", "%2f%2fevil.example", "https:evil.example", "https://a@evil.example/",
        "/admin",
        "server-1/..", "server-+1",
    ])
    func `R26 a sign-in leads to pages of a closed list only`(wanted: String) async throws {
        let browser = Browser(try await TestSite())
        let answer = try await browser.signIn(7, target: "/sign-in?for=\(wanted)&next=\(wanted)")
        #expect(answer["Location"] == "/")
    }

    @Test func `R28 the token changes at sign-in, and ends on our side at sign-out`() async throws {
        let site = try await TestSite()
        let browser = Browser(site)
        try await browser.signIn(7)
        let first = try #require(browser.cookies["__Host-sid"])
        try await browser.signIn(7)
        let second = try #require(browser.cookies["__Host-sid"])
        #expect(first != second)
        let thief = Browser(site)
        thief.cookies["__Host-sid"] = first
        #expect(await thief.get("/sessions").status == .seeOther)
        // A token that somebody chose for the victim is never taken over.
        let fixed = Browser(site)
        let chosen = String(repeating: "ab", count: 32)
        fixed.cookies["__Host-sid"] = chosen
        try await fixed.signIn(7)
        #expect(fixed.cookies["__Host-sid"] != chosen)

        thief.cookies["__Host-sid"] = second
        #expect(await thief.get("/sessions").status == .ok)
        #expect(await browser.post("/sign-out")["Location"] == "/signed-out")
        #expect(browser.cookies["__Host-sid"] == nil)
        #expect(await thief.get("/sessions").status == .seeOther)
    }

    @Test func `R29 the cookies' flags are exact, and one that comes twice counts as none`() async throws {
        let site = try await TestSite()
        let browser = Browser(site)
        let answer = try await browser.signIn(7)
        let cookie = try #require(answer.fields.last { $0.name == "Set-Cookie" }?.value)
        #expect(cookie.wholeMatch(of: /__Host-sid=[0-9a-f]{64}; Path=\/; Secure; HttpOnly; SameSite=Lax/) != nil)
        let begun = await browser.get("/sign-in")
        let attempt = try #require(begun.fields.first { $0.name == "Set-Cookie" }?.value)
        #expect(
            attempt.wholeMatch(of: /__Host-attempt=[0-9a-f]{64}; Max-Age=600; Path=\/; Secure; HttpOnly; SameSite=Lax/)
                != nil)
        let sid = try #require(browser.cookies["__Host-sid"])
        for header in [
            "__Host-sid=\(sid); __Host-sid=\(sid)", "sid=\(sid)", "__host-sid=\(sid)", "__Host-sid=\(sid.uppercased())",
        ] {
            let request = Request(.get, "/sessions", headers: [("Cookie", header)])
            #expect(await site.router.respond(to: request).response.status == .seeOther, "\(header)")
        }
    }

    @Test func `sessions end when idle, and after twelve hours in any case`() async throws {
        let site = try await TestSite()
        let browser = Browser(site)
        try await browser.signIn(7)
        for _ in 0..<24 {
            site.advance(by: .seconds(1795))
            #expect(await browser.get("/sessions").status == .ok)
        }
        site.advance(by: .seconds(150))
        #expect(await browser.get("/sessions").status == .seeOther)
        try await browser.signIn(7)
        site.advance(by: .seconds(1801))
        #expect(await browser.get("/sessions").status == .seeOther)
    }

    @Test func `R33 people end their own sessions and see nobody else's`() async throws {
        let site = try await TestSite()
        let ann = Browser(site)
        let annsPhone = Browser(site)
        let bob = Browser(site)
        try await ann.signIn(7)
        try await annsPhone.signIn(7)
        try await bob.signIn(8, name: "Bob")
        let handles = await ann.get("/sessions").html.matches(of: /name="handle" value="([0-9a-f]+)"/).map {
            String($0.1)
        }
        #expect(handles.count == 2)
        for handle in handles {
            #expect(await bob.post("/sessions/end", ["handle": handle]).status == .notFound)
        }
        #expect(await annsPhone.get("/sessions").status == .ok)
        #expect(await ann.post("/sessions/end-all").status == .seeOther)
        #expect(await annsPhone.get("/sessions").status == .seeOther)
        #expect(await bob.get("/sessions").status == .ok)
    }
}
