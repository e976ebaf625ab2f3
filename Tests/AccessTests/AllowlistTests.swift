import DiscordTypes
import Storage
import Synchronization
import Testing

@testable import Access

struct AllowlistTests {
    let guild = GuildID(41_771_983_423_143_937)

    /// A clock that moves when told, and an allowlist over a real store behind a switch.
    final class Setting: Sendable {
        let place: StoreOnDisk
        let line: StoreLine
        let clock = Clock()
        let allowlist: Allowlist
        let register: ServerRegister

        init(isEnforced: Bool = true) async throws {
            place = try await StoreOnDisk()
            line = StoreLine(place.store)
            allowlist = Allowlist(store: line, isEnforced: isEnforced) { [clock] in clock.now }
            register = ServerRegister(store: line, allowlist: allowlist) { 1_790_000_000_000 }
        }

        final class Clock: Sendable {
            private let time = Mutex(ContinuousClock.now)
            var now: ContinuousClock.Instant { time.withLock { $0 } }
            func advance(by duration: Duration) { time.withLock { $0 += duration } }
        }
    }

    @Test func `only an approved server is allowed`() async throws {
        let setting = try await Setting()
        let root = DecisionMaker.terminal(account: "root")
        #expect(await setting.allowlist.decide(guild) == .notApproved(nil))
        _ = try await setting.register.request(guild, by: UserID(1), name: "A", answers: "{}")
        #expect(await setting.allowlist.decide(guild) == .notApproved(.requested))
        _ = try await setting.register.defer(guild, by: root)
        #expect(await setting.allowlist.decide(guild) == .notApproved(.deferred))
        _ = try await setting.register.reject(guild, by: root)
        #expect(await setting.allowlist.decide(guild) == .notApproved(.rejected))
        _ = try await setting.register.approve(guild, by: root)
        #expect(await setting.allowlist.decide(guild) == .allowed)
        #expect(await setting.allowlist.decide(GuildID(2)) == .notApproved(nil))
        _ = try await setting.register.revoke(guild, by: root)
        #expect(await setting.allowlist.decide(guild) == .notApproved(.revoked))
    }

    @Test func `switched off, it allows all and asks nobody`() async throws {
        let setting = try await Setting(isEnforced: false)
        setting.line.cut()
        #expect(await setting.allowlist.decide(guild) == .allowed)
        #expect(setting.line.questions == 0)
    }

    @Test func `an answer is kept for three seconds and no longer`() async throws {
        let setting = try await Setting()
        _ = try await setting.register.approve(guild, by: .terminal(account: "root"))
        let before = setting.line.questions
        for _ in 0..<20 { #expect(await setting.allowlist.decide(guild) == .allowed) }
        #expect(setting.line.questions == before + 1)

        // Another process revokes: known here when the answer has aged out.
        let terminal = ServerRegister(store: setting.place.store) { 1_790_000_000_000 }
        _ = try await terminal.revoke(guild, by: .terminal(account: "root"))
        setting.clock.advance(by: .milliseconds(2_999))
        #expect(await setting.allowlist.decide(guild) == .allowed)
        setting.clock.advance(by: .milliseconds(1))
        #expect(await setting.allowlist.decide(guild) == .notApproved(.revoked))
    }

    @Test func `R48 while the store is down every server is refused`() async throws {
        let setting = try await Setting()
        _ = try await setting.register.approve(guild, by: .terminal(account: "root"))
        #expect(await setting.allowlist.decide(guild) == .allowed)
        setting.line.cut()
        #expect(await setting.allowlist.decide(GuildID(2)) == .unavailable)
        setting.clock.advance(by: .seconds(3))
        #expect(await setting.allowlist.decide(guild) == .unavailable)
        #expect(await setting.allowlist.decide(guild) == .unavailable, "that it was allowed is not remembered")
        setting.line.mend()
        #expect(await setting.allowlist.decide(guild) == .allowed, "that it was refused is not remembered")
    }

    @Test func `R48 a closed store refuses`() async throws {
        let place = try await StoreOnDisk()
        let allowlist = Allowlist(store: place.store, isEnforced: true)
        try await place.store.close()
        #expect(await allowlist.decide(guild) == .unavailable)
    }

    @Test func `an answer read before a decision is not kept after it`() async throws {
        let setting = try await Setting()
        _ = try await setting.register.approve(guild, by: .terminal(account: "root"))
        let register = setting.register
        // The revocation happens while the answer is on its way.
        setting.line.beforeNextAnswer { [guild] in
            _ = try? await register.revoke(guild, by: .terminal(account: "root"))
        }
        #expect(await setting.allowlist.decide(guild) == .allowed)
        #expect(await setting.allowlist.decide(guild) == .notApproved(.revoked))
    }

    @Test func `what is kept is bounded`() async throws {
        let setting = try await Setting()
        for id in 0...UInt64(Allowlist.capacity) { _ = await setting.allowlist.decide(GuildID(id)) }
        let before = setting.line.questions
        #expect(await setting.allowlist.decide(GuildID(0)) == .notApproved(nil))
        #expect(setting.line.questions == before + 1, "the oldest were forgotten")
    }
}
