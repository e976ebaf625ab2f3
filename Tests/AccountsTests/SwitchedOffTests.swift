import DiscordTypes
import LoopbackProvider
import Storage
import Synchronization
import Testing

@testable import Accounts

@Suite("Accounts: a provider that the operator switched off")
struct SwitchedOffTests {
    private let desk: Desk

    init() throws {
        desk = try Desk()
    }

    @Test func `is offered and used nowhere, though what was linked can be ended, and works again once it is on`()
        async throws
    {
        let off = Mutex<Set<AccountProvider>>([])
        let accounts = try await desk.open(switchedOff: { off.withLock { $0 } })
        _ = try await desk.link(accounts)
        _ = try await desk.link(accounts, user: UserID(2))
        off.withLock { $0 = [.spotify, .youtubeCookies] }
        #expect(accounts.providers.offered == [.soundcloud])
        await #expect(throws: AccountsError.notConfigured) {
            try await accounts.accessToken(for: Desk.user, at: .spotify)
        }
        await #expect(throws: AccountsError.notConfigured) { try await accounts.applicationToken(at: .spotify) }
        await #expect(throws: LinkError.notConfigured) { try await accounts.giveTicket(to: Desk.user, for: .spotify) }
        await #expect(throws: LinkError.notConfigured) {
            try await accounts.consentAddress(at: .spotify, state: "s", challenge: "c")
        }
        await #expect(throws: LinkError.notConfigured) { try await accounts.linkCookies([], of: Desk.user) }
        #expect(try await accounts.accounts(of: Desk.user).map(\.provider) == [.spotify])
        #expect(try await accounts.unlink(Desk.user, from: .spotify) == .done)
        #expect(desk.provider.state.withLock { $0.revoked }.count == 1)
        off.withLock { $0 = [] }
        _ = try await accounts.accessToken(for: UserID(2), at: .spotify)
        #expect(desk.notices.withLock { $0 }.isEmpty)
    }
}
