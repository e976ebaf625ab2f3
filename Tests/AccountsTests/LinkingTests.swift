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
        dump(try await accounts.consentAddress(at: .spotify, state: "state-canary", challenge: "c"), to: &dumped)
        dump(try await accounts.store.accounts(of: Desk.user), to: &dumped)
        for secret in ["access-1", "refresh-1", "Zoë", "state-canary"] { #expect(!dumped.contains(secret)) }
    }

    @Test func `R25 the challenge is always S256, and the verifier is seen by the token endpoint alone`() async throws {
        let accounts = try await desk.open()
        let verifier = OneTimeSecret()
        let challenge = Base64URL.encode(verifier.digest)
        let address = try await accounts.consentAddress(at: .soundcloud, state: "the-state", challenge: challenge)
            .reveal
        let query = Desk.query(address)
        #expect(query["code_challenge_method"] == "S256")
        #expect(query["code_challenge"] == challenge)
        #expect(query["response_type"] == "code")
        #expect(query["redirect_uri"] == "https://music.example.org/link/soundcloud/callback")
        #expect(query["state"] == "the-state")
        let code = desk.provider.makeCode(challenge: challenge)
        _ = try await accounts.link(
            to: .soundcloud, code: SecretText(code), verifier: verifier.text, of: Desk.user, locale: nil)
        #expect(desk.provider.calls.first?["code_verifier"] == verifier.text.reveal)
        #expect(!address.contains(verifier.text.reveal))
        for line in desk.lines.withLock({ $0 }) {
            #expect(!line.contains(verifier.text.reveal) && !line.contains(code) && !line.contains("the-state"))
        }
    }

    @Test func `R25 a wrong verifier is refused by the provider, and nothing is linked`() async throws {
        let accounts = try await desk.open()
        let (code, _) = try await desk.consent(accounts)
        await #expect(throws: LinkError.refused("invalid_grant")) {
            try await accounts.link(
                to: .spotify, code: code, verifier: OneTimeSecret().text, of: Desk.user, locale: nil)
        }
        #expect(try await accounts.accounts(of: Desk.user).isEmpty)
    }

    @Test func `a way that was turned back is counted as what it was`() async throws {
        let accounts = try await desk.open()
        #expect(await accounts.turnedBack(from: .spotify, code: "access_denied") == .declined)
        #expect(await accounts.turnedBack(from: .spotify, code: "server_error") == .refused("server_error"))
        #expect(await accounts.turnedBack(from: .spotify, code: nil) == .refused("unknown error"))
        let counted = try await accounts.statistics(since: 0)
        #expect(counted.map { "\($0.event) \($0.count)" }.sorted() == ["declined 1", "failed 2"])
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

    @Test func `which service comes first stays over refreshes and a new link, and ends with the account`() async throws
    {
        let accounts = try await desk.open()
        _ = try await desk.link(accounts)
        #expect(try await accounts.activeLinks(of: Desk.user).map(\.isPreferred) == [false])
        try await accounts.setPreferred(true, of: Desk.user, at: .spotify)
        desk.advance(by: .seconds(3600))
        _ = try await accounts.accessToken(for: Desk.user, at: .spotify)
        #expect(try await desk.link(accounts).isPreferred)
        #expect(try await accounts.activeLinks(of: Desk.user).map(\.isPreferred) == [true])
        _ = try await accounts.unlink(Desk.user, from: .spotify)
        #expect(try await accounts.activeLinks(of: Desk.user) == [])
        await #expect(throws: AccountsError.notLinked) {
            try await accounts.setPreferred(true, of: Desk.user, at: .spotify)
        }
    }

    @Test func `R41 after all of it no secret is in a log line or in a byte of the database`() async throws {
        let accounts = try await desk.open()
        let (code, verifier) = try await desk.consent(accounts)
        _ = try await accounts.link(to: .spotify, code: code, verifier: verifier, of: Desk.user, locale: nil)
        let ticket = try await accounts.giveTicket(to: Desk.user, for: .spotify)
        let cookies = "# Netscape HTTP Cookie File\n.youtube.com\tTRUE\t/\tTRUE\t1990000000\tSAPISID\tcookie-canary\n"
        _ = try await accounts.linkCookies(Array(cookies.utf8), of: Desk.user)
        desk.advance(by: .seconds(3600))
        _ = try await accounts.accessToken(for: Desk.user, at: .spotify)
        desk.advance(by: .seconds(3600))
        desk.provider.state.withLock { $0.refreshTokens = [] }
        _ = try? await accounts.accessToken(for: Desk.user, at: .spotify)
        let secrets =
            [code.reveal, ticket.text.reveal, verifier.reveal, "cookie-canary"]
            + ["access-1", "access-2", "refresh-1", "refresh-2", "client-secret", "Zoë"]
        var searched = desk.lines.withLock { $0.joined(separator: "\n") }
        for file in ["accounts.sqlite", "accounts.sqlite-wal"] {
            searched += try Desk.bytesAsText(desk.folder + "/" + file)
        }
        #expect(searched.contains("SQLite format 3"))
        for secret in secrets { #expect(!searched.contains(secret), "\(secret)") }
    }
}
