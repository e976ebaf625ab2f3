import Crypto
import DiscordTypes
import Foundation
import LoopbackProvider
import Storage
import Synchronization
import Testing

@testable import Accounts

@Suite("Accounts: linking")
struct LinkingTests {
    private let desk: Desk

    init() throws {
        desk = try Desk()
    }

    @Test func `a linked account shows whose it is and nothing that opens it`() async throws {
        let accounts = try await desk.open()
        let linked = try await desk.link(accounts)
        #expect(linked.profile == AccountProfile(id: "acct-1", name: "Zoë", plan: "premium"))
        #expect(!linked.mayBlend)
        #expect(linked.consentExpiresAt == desk.now + 180 * 86_400_000)
        #expect(try await accounts.accounts(of: Desk.user) == [linked])
        #expect(desk.provider.state.withLock { $0.authorizations } == ["Bearer access-1"])
        var dumped = ""
        dump(try await accounts.accessToken(for: Desk.user, at: .spotify), to: &dumped)
        dump(try await accounts.startLink(to: .spotify, of: Desk.user, browser: [1]), to: &dumped)
        dump(try await accounts.store.accounts(of: Desk.user), to: &dumped)
        for secret in ["access-1", "refresh-1", "Zoë"] { #expect(!dumped.contains(secret)) }
    }

    @Test func `R25 the challenge is always S256, and the verifier is seen by the token endpoint alone`() async throws {
        let accounts = try await desk.open()
        let address = try await accounts.startLink(to: .soundcloud, of: Desk.user, browser: [1]).reveal
        let query = Desk.query(address)
        #expect(query["code_challenge_method"] == "S256")
        #expect(query["response_type"] == "code")
        #expect(query["redirect_uri"] == "https://music.example.org/link/soundcloud/callback")
        #expect(query["state"]?.utf8.count == 43)
        let challenge = try #require(query["code_challenge"])
        let code = desk.provider.makeCode(challenge: challenge)
        _ = try await accounts.completeLink(
            to: .soundcloud, with: OAuthCallback([("code", code), ("state", query["state"] ?? "")]), of: Desk.user,
            browser: [1])
        let verifier = try #require(desk.provider.calls.first?["code_verifier"])
        #expect(LoopbackProvider.challenge(verifier) == challenge)
        #expect(!address.contains(verifier))
        for line in desk.lines.withLock({ $0 }) { #expect(!line.contains(verifier) && !line.contains(code)) }
    }

    @Test func `R25 a wrong verifier is refused by the provider, and nothing is linked`() async throws {
        let accounts = try await desk.open()
        let (callback, browser) = try await desk.callback(accounts)
        desk.provider.state.withLock { state in state.codes = state.codes.mapValues { _ in "another challenge" } }
        await #expect(throws: LinkError.refused("invalid_grant")) {
            try await accounts.completeLink(
                to: .spotify, with: OAuthCallback(callback), of: Desk.user, browser: browser)
        }
        #expect(try await accounts.accounts(of: Desk.user).isEmpty)
    }

    @Test(
        arguments: [
            [], [("code", "x")], [("state", String(repeating: "a", count: 43))],
            [("code", "x"), ("state", "short")], [("code", "x"), ("state", String(repeating: "a", count: 42) + "=")],
            [("code", "x"), ("code", "y"), ("state", String(repeating: "a", count: 43))],
            [
                ("code", "x"), ("state", String(repeating: "a", count: 43)),
                ("state", String(repeating: "a", count: 43)),
            ],
            [("code", "x"), ("error", "access_denied"), ("state", String(repeating: "a", count: 43))],
            [("code", ""), ("state", String(repeating: "a", count: 43))],
            [("code", "a\nb"), ("state", String(repeating: "a", count: 43))],
            [("code", String(repeating: "x", count: 5000)), ("state", String(repeating: "a", count: 43))],
            [("code", "x"), ("state", String(repeating: "a", count: 43)), ("scope", "a"), ("scope", "b")],
        ] as [[(String, String)]])
    func `R23 a callback that no provider makes is refused`(pairs: [(String, String)]) {
        #expect(throws: LinkError.malformedCallback) {
            try OAuthCallback(pairs.map { (name: $0.0, value: $0.1) })
        }
    }

    @Test func `R23 a state is unknown, reused, too old, of another provider, browser or user: no token request`()
        async throws
    {
        let accounts = try await desk.open()
        let unknown = OneTimeSecret()
        let attempts: [(LinkError, @Sendable () async throws -> Void)] = [
            (
                .unknownAttempt,
                { [desk] in
                    let (callback, browser) = try await desk.callback(accounts)
                    let forged = [callback[0], (name: "state", value: unknown.text.reveal)]
                    _ = try await accounts.completeLink(
                        to: .spotify, with: OAuthCallback(forged), of: Desk.user, browser: browser)
                }
            ),
            (
                .unknownAttempt,
                { [desk] in
                    let (callback, browser) = try await desk.callback(accounts)
                    desk.advance(by: .seconds(600))
                    _ = try await accounts.completeLink(
                        to: .spotify, with: OAuthCallback(callback), of: Desk.user, browser: browser)
                }
            ),
            (
                .otherBrowser,
                { [desk] in
                    let (callback, _) = try await desk.callback(accounts)
                    _ = try await accounts.completeLink(
                        to: .spotify, with: OAuthCallback(callback), of: Desk.user, browser: OneTimeSecret().digest)
                }
            ),
            (
                .otherBrowser,
                { [desk] in
                    let (callback, _) = try await desk.callback(accounts)
                    _ = try await accounts.completeLink(
                        to: .spotify, with: OAuthCallback(callback), of: Desk.user, browser: nil)
                }
            ),
            (
                .otherUser,
                { [desk] in
                    let (callback, browser) = try await desk.callback(accounts)
                    _ = try await accounts.completeLink(
                        to: .spotify, with: OAuthCallback(callback), of: UserID(2), browser: browser)
                }
            ),
        ]
        for (error, attempt) in attempts {
            await #expect(throws: error) { try await attempt() }
        }
        #expect(desk.provider.calls.isEmpty)
    }

    @Test func `R23 a callback that comes twice links once`() async throws {
        let accounts = try await desk.open()
        let (callback, browser) = try await desk.callback(accounts)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    let linked = try? await accounts.completeLink(
                        to: .spotify, with: OAuthCallback(callback), of: Desk.user, browser: browser)
                    return linked != nil
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 } == 1)
        #expect(desk.provider.calls.count == 1)
    }

    @Test func `R23 a member who says no is told apart from a failure, and no token is asked for`() async throws {
        let accounts = try await desk.open()
        for (code, expected) in [
            ("access_denied", LinkError.declined), ("server_error", .refused("server_error")),
            ("<script>", .refused("unknown error")),
        ] {
            let (callback, browser) = try await desk.callback(accounts)
            await #expect(throws: expected) {
                try await accounts.completeLink(
                    to: .spotify, with: OAuthCallback([("error", code), callback[1]]), of: Desk.user,
                    browser: browser)
            }
        }
        #expect(desk.provider.calls.isEmpty)
    }

    @Test func `R24 the code of one provider at another's callback, or under a wrong issuer, is not exchanged`()
        async throws
    {
        let accounts = try await desk.open()
        let (spotify, browser) = try await desk.callback(accounts, to: .spotify)
        await #expect(throws: LinkError.otherProvider) {
            try await accounts.completeLink(
                to: .soundcloud, with: OAuthCallback(spotify), of: Desk.user, browser: browser)
        }
        let (again, otherBrowser) = try await desk.callback(accounts, to: .spotify)
        await #expect(throws: LinkError.otherIssuer) {
            try await accounts.completeLink(
                to: .spotify, with: OAuthCallback(again + [("iss", "https://evil.example.org")]), of: Desk.user,
                browser: otherBrowser)
        }
        #expect(desk.provider.calls.isEmpty)
        let (right, thirdBrowser) = try await desk.callback(accounts, to: .spotify)
        _ = try await accounts.completeLink(
            to: .spotify, with: OAuthCallback(right + [("iss", desk.provider.url)]), of: Desk.user,
            browser: thirdBrowser)
    }

    @Test func `R27 a ticket opens for the Discord user it was given to, until it is used or ten minutes old`()
        async throws
    {
        let accounts = try await desk.open()
        let ticket = try await accounts.giveTicket(to: Desk.user, for: .spotify)
        await #expect(throws: LinkError.ticketOfAnother) { try await accounts.ticket(ticket, shownBy: UserID(2)) }
        #expect(try await accounts.ticket(ticket, shownBy: Desk.user).provider == .spotify)
        try await accounts.useUp(ticket)
        await #expect(throws: LinkError.ticketGone) { try await accounts.ticket(ticket, shownBy: Desk.user) }
        let old = try await accounts.giveTicket(to: Desk.user, for: nil)
        desk.advance(by: .seconds(600))
        await #expect(throws: LinkError.ticketGone) { try await accounts.ticket(old, shownBy: Desk.user) }
        await #expect(throws: LinkError.notConfigured) {
            try await accounts.giveTicket(to: Desk.user, for: .appleMusic)
        }
    }

    @Test func `someone whom the operator has not admitted at Spotify is told so`() async throws {
        let accounts = try await desk.open()
        desk.provider.state.withLock { $0.profileStatus = "403 Forbidden" }
        await #expect(throws: LinkError.notAdmitted) { try await desk.link(accounts) }
        #expect(try await accounts.accounts(of: Desk.user).isEmpty)
    }

    @Test func `unlinking forgets the account and gives the grant back, also where the provider fails`() async throws {
        let accounts = try await desk.open()
        _ = try await desk.link(accounts)
        #expect(try await accounts.unlink(Desk.user, from: .spotify) == .done)
        #expect(desk.provider.state.withLock { $0.revoked } == ["refresh-1"])
        #expect(try await accounts.unlink(Desk.user, from: .spotify) == nil)
        await #expect(throws: AccountsError.notLinked) {
            try await accounts.accessToken(for: Desk.user, at: .spotify)
        }
        _ = try await desk.link(accounts, to: .soundcloud)
        #expect(try await accounts.unlink(Desk.user, from: .soundcloud) == .byMember)
    }

    @Test func `everything of one member goes, and nothing of another's`() async throws {
        let accounts = try await desk.open()
        let other = UserID(2)
        for provider in [AccountProvider.spotify, .soundcloud] { _ = try await desk.link(accounts, to: provider) }
        _ = try await desk.link(accounts, user: other)
        let ticket = try await accounts.giveTicket(to: Desk.user, for: nil)
        let result = try await accounts.deleteEverything(of: Desk.user)
        #expect(result == [.spotify: .done, .soundcloud: .byMember])
        #expect(try await accounts.accounts(of: Desk.user).isEmpty)
        await #expect(throws: LinkError.ticketGone) { try await accounts.ticket(ticket, shownBy: Desk.user) }
        #expect(try await accounts.accounts(of: other).count == 1)
    }

    @Test func `an export tells all that is stored except what opens the account`() async throws {
        let accounts = try await desk.open()
        _ = try await desk.link(accounts)
        let text = String(decoding: try JSONEncoder().encode(try await accounts.export(of: Desk.user)), as: UTF8.self)
        for fact in ["\(Desk.user)", "spotify", "acct-1", "Zoë", "premium", "user-library-read", "2026-"] {
            #expect(text.contains(fact), "\(fact)")
        }
        #expect(!text.contains("access-1") && !text.contains("refresh-1"))
    }

    @Test func `the wish about blends stays over refreshes and a new link`() async throws {
        let accounts = try await desk.open()
        _ = try await desk.link(accounts)
        #expect(try await accounts.mayBlend(Desk.user, at: .spotify) == false)
        try await accounts.setMayBlend(true, of: Desk.user, at: .spotify)
        desk.advance(by: .seconds(3600))
        _ = try await accounts.accessToken(for: Desk.user, at: .spotify)
        #expect(try await accounts.mayBlend(Desk.user, at: .spotify))
        #expect(try await desk.link(accounts).mayBlend)
        await #expect(throws: AccountsError.notLinked) {
            try await accounts.setMayBlend(true, of: Desk.user, at: .soundcloud)
        }
    }

    @Test func `R41 after all of it no secret is in a log line or in a byte of the database`() async throws {
        let accounts = try await desk.open()
        let (callback, browser) = try await desk.callback(accounts)
        _ = try await accounts.completeLink(
            to: .spotify, with: OAuthCallback(callback), of: Desk.user, browser: browser)
        let ticket = try await accounts.giveTicket(to: Desk.user, for: .spotify)
        let cookies = "# Netscape HTTP Cookie File\n.youtube.com\tTRUE\t/\tTRUE\t1990000000\tSAPISID\tcookie-canary\n"
        _ = try await accounts.linkCookies(Array(cookies.utf8), of: Desk.user)
        desk.advance(by: .seconds(3600))
        _ = try await accounts.accessToken(for: Desk.user, at: .spotify)
        desk.advance(by: .seconds(3600))
        desk.provider.state.withLock { $0.refreshTokens = [] }
        _ = try? await accounts.accessToken(for: Desk.user, at: .spotify)
        let verifier = try #require(desk.provider.calls.first?["code_verifier"])
        let secrets =
            [callback[0].value, callback[1].value, ticket.text.reveal, verifier, "cookie-canary"]
            + ["access-1", "access-2", "refresh-1", "refresh-2", "client-secret", "Zoë"]
        var searched = desk.lines.withLock { $0.joined(separator: "\n") }
        for file in ["accounts.sqlite", "accounts.sqlite-wal"] {
            searched += try Desk.bytesAsText(desk.folder + "/" + file)
        }
        #expect(searched.contains("SQLite format 3"))
        for secret in secrets { #expect(!searched.contains(secret), "\(secret)") }
    }
}
