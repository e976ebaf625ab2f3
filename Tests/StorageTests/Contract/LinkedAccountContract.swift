import DiscordTypes
import Storage
import Testing

@Suite("Contract: linked accounts")
struct LinkedAccountContract {
    private let clock = ManualWallClock()
    private let user = UserID(UInt64.max)

    @Test(arguments: Backend.all)
    func `what was saved comes back whole, also after a restart`(backend: Backend) async throws {
        var stores = try await backend.open(clock)
        let full = try await stores.accounts.save(account(.spotify), replacing: nil)
        let bare = try await stores.accounts.save(
            LinkedAccountRecord(user: user, provider: .youtubeCookies, linkedAt: 0), replacing: nil)
        stores = try await stores.restarted()
        #expect(full.revision == 1)
        #expect(try await stores.accounts.accounts(of: user) == [full, bare])
        #expect(try await stores.accounts.account(of: user, at: .spotify) == full)
        #expect(try await stores.accounts.account(of: user, at: .soundcloud) == nil)
        #expect(try await stores.accounts.account(of: UserID(1), at: .spotify) == nil)
    }

    @Test(arguments: Backend.all)
    func `a change upon what is no longer stored is refused and changes nothing`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        let first = try await stores.accounts.save(account(.spotify), replacing: nil)
        await #expect(throws: StoreError.conflict) {
            try await stores.accounts.save(account(.spotify), replacing: nil)
        }
        var second = first
        second.state = .relinkNeeded
        second.sealedRefresh = nil
        second = try await stores.accounts.save(second, replacing: first.revision)
        #expect(second.revision == 2)
        await #expect(throws: StoreError.conflict) {
            try await stores.accounts.save(first, replacing: first.revision)
        }
        #expect(try await stores.accounts.account(of: user, at: .spotify) == second)
        _ = try await stores.accounts.removeAccount(of: user, at: .spotify)
        await #expect(throws: StoreError.conflict) {
            try await stores.accounts.save(second, replacing: second.revision)
        }
    }

    @Test(arguments: Backend.all)
    func `of twenty writers upon one revision one succeeds`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        let other = try await stores.another()
        let first = try await stores.accounts.save(account(.spotify), replacing: nil)
        let wins = await withTaskGroup(of: Int.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let store = number.isMultiple(of: 2) ? stores.accounts : other.accounts
                    return (try? await store.save(first, replacing: first.revision)) == nil ? 0 : 1
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wins == 1)
    }

    @Test(arguments: Backend.all)
    func `removing tells what there was, and everything of a member goes together`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        let spotify = try await stores.accounts.save(account(.spotify), replacing: nil)
        let apple = try await stores.accounts.save(account(.appleMusic), replacing: nil)
        let others = try await stores.accounts.save(account(.spotify, of: UserID(5)), replacing: nil)
        #expect(try await stores.accounts.removeAccount(of: user, at: .soundcloud) == nil)
        try await stores.accounts.save(LinkTicketContract.ticket(1, of: user, until: clock.now + 1000))
        _ = try await stores.accounts.acquireRefresh(
            of: user, at: .spotify, holder: "a", lasting: .seconds(10))
        #expect(try await stores.accounts.removeEverything(of: user) == [apple, spotify])
        #expect(try await stores.accounts.accounts(of: user) == [])
        #expect(try await stores.accounts.ticket(LinkTicketContract.digest(1)) == nil)
        #expect(
            try await stores.accounts.acquireRefresh(of: user, at: .spotify, holder: "b", lasting: .seconds(10))
                == .granted(afterLoss: false))
        #expect(try await stores.accounts.accounts(of: UserID(5)) == [others])
        #expect(try await stores.accounts.removeEverything(of: user) == [])
    }

    @Test(arguments: Backend.all)
    func `a scan meets each account once, and counts leave the bot's own out`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        var expected: Set<LinkedAccountRecord> = []
        for id in [0, 1, 2, UInt64.max] {
            for provider in [AccountProvider.spotify, .soundcloud] {
                expected.insert(
                    try await stores.accounts.save(account(provider, of: UserID(id)), replacing: nil))
            }
        }
        var met: [LinkedAccountRecord] = []
        while case let page = try await stores.accounts.accounts(after: met.last, limit: 3), !page.isEmpty {
            met += page
        }
        #expect(met.count == 8)
        #expect(Set(met) == expected)
        #expect(
            try await stores.accounts.accountCounts() == [
                LinkedAccountCount(provider: .soundcloud, state: .active, count: 3),
                LinkedAccountCount(provider: .spotify, state: .active, count: 3),
            ])
    }

    @Test(arguments: Backend.all)
    func `one holder at a time refreshes, over all processes`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        let other = try await stores.another()
        let acquire = { (store: Stores, holder: String) in
            try await store.accounts.acquireRefresh(of: user, at: .spotify, holder: holder, lasting: .seconds(10))
        }
        #expect(try await acquire(stores, "a") == .granted(afterLoss: false))
        #expect(try await acquire(other, "b") == .held(until: clock.now + 10_000))
        try await other.accounts.releaseRefresh(of: user, at: .spotify, holder: "b")
        #expect(try await acquire(other, "b") == .held(until: clock.now + 10_000))
        try await stores.accounts.releaseRefresh(of: user, at: .spotify, holder: "a")
        #expect(try await acquire(other, "b") == .granted(afterLoss: false))
        clock.advance(by: .seconds(10))
        #expect(try await acquire(stores, "a") == .granted(afterLoss: true))
        try await other.accounts.releaseRefresh(of: user, at: .spotify, holder: "b")
        #expect(try await acquire(other, "b") == .held(until: clock.now + 10_000))
    }

    private func account(_ provider: AccountProvider, of user: UserID? = nil) -> LinkedAccountRecord {
        LinkedAccountRecord(
            user: user ?? self.user, provider: provider, sealedAccess: [1, 0, 255], sealedRefresh: [2],
            sealedProfile: [], scopes: "user-library-read", mayBlend: true, isPreferred: true,
            linkedAt: clock.now,
            accessExpiresAt: clock.now + 3_600_000, consentExpiresAt: clock.now + 15_000_000_000,
            refreshedAt: clock.now - 1)
    }
}
