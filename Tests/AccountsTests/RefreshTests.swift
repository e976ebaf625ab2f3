import Crypto
import DiscordTypes
import LoopbackProvider
import Storage
import Synchronization
import Testing
import Vault

@testable import Accounts

@Suite("Accounts: refreshing")
struct RefreshTests {
    private let desk: Desk

    init() throws {
        desk = try Desk()
    }

    private var refreshes: Int { desk.provider.calls.count { $0["grant_type"] == "refresh_token" } }

    @Test func `a token is given as it is until its last minute, then refreshed`() async throws {
        let accounts = try await desk.open()
        _ = try await desk.link(accounts)
        #expect(try await token(accounts) == "access-1")
        desk.advance(by: .seconds(3539))
        #expect(try await token(accounts) == "access-1")
        desk.advance(by: .seconds(2))
        #expect(try await token(accounts) == "access-2")
        #expect(refreshes == 1)
    }

    @Test func `R43 twenty callers in two processes cost one token request`() async throws {
        let processes = [try await desk.open(), try await desk.open()]
        _ = try await desk.link(processes[0])
        desk.advance(by: .seconds(3600))
        let tokens = await withTaskGroup(of: String?.self) { group in
            for number in 0..<20 {
                group.addTask {
                    try? await processes[number % 2].accessToken(for: Desk.user, at: .spotify).secret.reveal
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(tokens == Array(repeating: "access-2", count: 20))
        #expect(refreshes == 1)
    }

    @Test func `each refresh goes on with the token that the last one brought, also in another process`() async throws {
        _ = try await desk.link(try await desk.open())
        for number in 2...5 {
            desk.advance(by: .seconds(3600))
            #expect(try await token(try await desk.open()) == "access-\(number)")
        }
        #expect(desk.provider.calls.compactMap { $0["refresh_token"] } == (1...4).map { "refresh-\($0)" })
    }

    @Test func `R43 an invalid grant brings one notice and no second request`() async throws {
        let accounts = try await desk.open()
        let other = try await desk.open()
        _ = try await desk.link(accounts, locale: "de")
        desk.advance(by: .seconds(3600))
        desk.provider.state.withLock { $0.refreshTokens = [] }
        for process in [accounts, other, accounts] {
            await #expect(throws: AccountsError.relinkNeeded) { try await token(process) }
        }
        #expect(refreshes == 1)
        #expect(desk.notices.withLock { $0 } == ["\(Desk.user) spotify de"])
        #expect(try await accounts.accounts(of: Desk.user).map(\.needsRelinking) == [true])
        // Linking again mends it.
        _ = try await desk.link(accounts)
        #expect(try await token(other) == "access-2")
    }

    @Test func `R43 a process that dies between the answer and the store costs one more request, then a notice`()
        async throws
    {
        let accounts = try await desk.open()
        _ = try await desk.link(accounts)
        desk.advance(by: .seconds(3600))
        // The dead one: it took the lease, the provider replaced the token, and nobody stored the new one.
        _ = try await accounts.store.acquireRefresh(
            of: Desk.user, at: .spotify, holder: "dead", lasting: Accounts.leaseDuration)
        desk.provider.state.withLock { $0.refreshTokens = ["refresh-lost"] }
        desk.advance(by: Accounts.leaseDuration)
        await #expect(throws: AccountsError.relinkNeeded) { try await token(accounts) }
        await #expect(throws: AccountsError.relinkNeeded) { try await token(accounts) }
        #expect(refreshes == 1)
        #expect(desk.notices.withLock { $0.count } == 1)
    }

    @Test func `where the dead process had not asked yet, the member notices nothing`() async throws {
        let accounts = try await desk.open()
        _ = try await desk.link(accounts)
        desk.advance(by: .seconds(3600))
        _ = try await accounts.store.acquireRefresh(
            of: Desk.user, at: .spotify, holder: "dead", lasting: Accounts.leaseDuration)
        desk.advance(by: Accounts.leaseDuration)
        #expect(try await token(accounts) == "access-2")
    }

    @Test func `an answer that is lost on the way is asked for once more, then the member is told`() async throws {
        let accounts = try await desk.open()
        _ = try await desk.link(accounts)
        desk.advance(by: .seconds(3600))
        desk.provider.set(.losingTheAnswer)
        await #expect(throws: AccountsError.unavailable(retryAfter: .seconds(5))) { try await token(accounts) }
        desk.provider.set(.fine)
        desk.advance(by: .seconds(5))
        await #expect(throws: AccountsError.relinkNeeded) { try await token(accounts) }
        #expect(refreshes == 2)
        #expect(desk.notices.withLock { $0.count } == 1)
    }

    @Test(arguments: [
        ("503 Service Unavailable", [], 5), ("429 Too Many Requests", ["Retry-After: 7"], 7),
        ("400 Bad Request", [], 5), ("200 OK", [], 5),
    ])
    func `a provider that fails is left alone for a while, and nothing is lost`(
        status: String, headers: [String], seconds: Int
    ) async throws {
        let accounts = try await desk.open()
        _ = try await desk.link(accounts)
        desk.advance(by: .seconds(3600))
        desk.provider.set(.answering(status, headers: headers, body: #"{"error":"server_error"}"#))
        for _ in 0..<3 {
            await #expect(throws: AccountsError.unavailable(retryAfter: .seconds(seconds))) {
                try await token(accounts)
            }
        }
        #expect(refreshes == 1)
        desk.provider.set(.fine)
        desk.advance(by: .seconds(seconds))
        #expect(try await token(accounts) == "access-2")
    }

    @Test func `the last minute of a token is used where the provider fails`() async throws {
        let accounts = try await desk.open()
        _ = try await desk.link(accounts)
        desk.advance(by: .seconds(3550))
        desk.provider.set(.answering("503 Service Unavailable"))
        #expect(try await token(accounts) == "access-1")
        desk.advance(by: .seconds(60))
        await #expect(throws: AccountsError.self) { try await token(accounts) }
    }

    @Test func `no redirect of a token endpoint is followed`() async throws {
        let elsewhere = try LoopbackProvider()
        let accounts = try await desk.open()
        _ = try await desk.link(accounts)
        desk.advance(by: .seconds(3600))
        for status in ["302 Found", "307 Temporary Redirect"] {
            desk.provider.set(.answering(status, headers: ["Location: \(elsewhere.url)/token"]))
            await #expect(throws: AccountsError.unavailable(retryAfter: .seconds(5))) { try await token(accounts) }
            desk.advance(by: .seconds(5))
        }
        #expect(elsewhere.calls.isEmpty)
    }

    @Test func `who unlinks while a refresh is under way stays unlinked`() async throws {
        let accounts = try await desk.open()
        let other = try await desk.open()
        _ = try await desk.link(accounts)
        desk.advance(by: .seconds(3600))
        let unlinked = AsyncStream.makeStream(of: Void.self)
        desk.provider.state.withLock { state in
            state.onToken = {
                // Awaited by the test below, through the stream.
                Task {
                    _ = try await other.unlink(Desk.user, from: .spotify)
                    unlinked.continuation.finish()
                }
            }
        }
        desk.provider.set(.answering("503 Service Unavailable"))
        await #expect(throws: AccountsError.self) { try await token(accounts) }
        for await _ in unlinked.stream {}
        await #expect(throws: AccountsError.notLinked) { try await token(accounts) }
        #expect(try await accounts.accounts(of: Desk.user).isEmpty)
    }

    @Test func `six months after the consent the member links again, without a request`() async throws {
        let accounts = try await desk.open()
        _ = try await desk.link(accounts)
        desk.advance(by: .seconds(180 * 86_400))
        await #expect(throws: AccountsError.relinkNeeded) { try await token(accounts) }
        await #expect(throws: AccountsError.relinkNeeded) { try await token(accounts) }
        #expect(refreshes == 0)
        #expect(desk.notices.withLock { $0.count } == 1)
    }

    @Test func `a refused token is replaced once; one refused right after is a matter for the member`() async throws {
        let accounts = try await desk.open()
        _ = try await desk.link(accounts)
        desk.advance(by: .seconds(120))
        let first = try await accounts.accessToken(for: Desk.user, at: .spotify)
        try await accounts.refused(first)
        let second = try await accounts.accessToken(for: Desk.user, at: .spotify)
        #expect(second.secret.reveal == "access-2")
        // Another caller with the old token has nothing new to say.
        try await accounts.refused(first)
        #expect(try await token(accounts) == "access-2")
        try await accounts.refused(second)
        await #expect(throws: AccountsError.relinkNeeded) { try await token(accounts) }
        #expect(refreshes == 1)
        #expect(desk.notices.withLock { $0.count } == 1)
    }

    @Test func `the application's own token is asked for once, kept over restarts and refreshed`() async throws {
        let accounts = try await desk.open()
        #expect(try await accounts.applicationToken(at: .spotify).secret.reveal == "access-1")
        #expect(try await desk.open().applicationToken(at: .spotify).secret.reveal == "access-1")
        desk.advance(by: .seconds(3600))
        #expect(try await accounts.applicationToken(at: .spotify).secret.reveal == "access-2")
        #expect(desk.provider.calls.map { $0["grant_type"] } == ["client_credentials", "refresh_token"])
        #expect(try await accounts.counts().isEmpty)
        await #expect(throws: AccountsError.notConfigured) { try await accounts.applicationToken(at: .youtube) }
    }

    @Test func `R42 keys change in the middle of the traffic, and nobody notices`() async throws {
        let processes = [try await desk.open(), try await desk.open()]
        let users = (1...8).map { UserID(UInt64($0)) }
        for user in users { _ = try await desk.link(processes[0], user: user) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<64 {
                group.addTask {
                    let user = users[number % users.count]
                    if number % 16 == 0 { self.desk.advance(by: .seconds(1800)) }
                    let token = try await processes[number % 2].accessToken(for: user, at: .spotify)
                    #expect(token.secret.reveal.hasPrefix("access-"))
                }
            }
            group.addTask {
                for id in ["second", "third"] { try self.desk.keys.add(id: Desk.keyID(id)) }
            }
            try await group.waitForAll()
        }
        // Each account is sealed anew when it is used next.
        for user in users { _ = try await processes[1].accessToken(for: user, at: .spotify) }
        let third = try Desk.keyID("third")
        let records = try await processes[0].store.accounts(after: nil, limit: 100)
        #expect(records.count == users.count)
        for record in records { #expect(AccountSeal.keys(of: record) == [third]) }
        // Now the old keys may go.
        for id in ["first", "second"] { try desk.keys.remove(id: Desk.keyID(id)) }
        for user in users { _ = try await processes[0].accessToken(for: user, at: .spotify) }
    }

    @Test func `R42 a row copied to another member opens nothing, and both are asked to link again at most`()
        async throws
    {
        let accounts = try await desk.open()
        let thief = UserID(666)
        _ = try await desk.link(accounts)
        _ = try await desk.link(accounts, user: thief)
        let victim = try #require(try await accounts.store.account(of: Desk.user, at: .spotify))
        var stolen = try #require(try await accounts.store.account(of: thief, at: .spotify))
        stolen.sealedAccess = victim.sealedAccess
        stolen.sealedRefresh = victim.sealedRefresh
        _ = try await accounts.store.save(stolen, replacing: stolen.revision)
        await #expect(throws: AccountsError.relinkNeeded) {
            try await accounts.accessToken(for: thief, at: .spotify)
        }
        #expect(try await token(accounts) == "access-1")
    }

    private func token(_ accounts: Accounts) async throws -> String {
        try await accounts.accessToken(for: Desk.user, at: .spotify).secret.reveal
    }
}
