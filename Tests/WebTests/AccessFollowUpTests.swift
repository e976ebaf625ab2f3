import Access
import DiscordTypes
import Logging
import Storage
import Synchronization
import Testing

@testable import Web

struct AccessFollowUpTests {
    static let guild = GuildID(900_000_000_000_000_000)

    /// What was said to whom, and whether saying works.
    final class World: Sendable {
        struct State {
            var told: [(UserID?, String)] = []
            var failures = 0
        }

        let state = Mutex(State())

        func tell(_ user: UserID?, _ text: String) -> Bool {
            state.withLock { state in
                if state.failures > 0 {
                    state.failures -= 1
                    return false
                }
                state.told.append((user, text))
                return true
            }
        }
    }

    func followUp(_ site: TestSite, _ world: World) -> AccessFollowUp {
        AccessFollowUp(
            servers: site.access, cursor: site.web,
            outside: AccessFollowUp.Outside(
                tellOperators: { world.tell(nil, $0) }, tellPerson: { world.tell($0, $1) }, leave: { _ in true }),
            publicURL: TestSite.origin, clock: ImmediateClock(), now: { site.now }, log: Logger(label: "test"))
    }

    @Test func `operators hear of a request and requesters of decisions, once each, also over a restart`() async throws
    {
        let site = try await TestSite()
        let world = World()
        let register = ServerRegister(store: site.access, now: { site.now })
        _ = try await register.approve(GuildID(1), by: .terminal(account: "root"))
        try await followUp(site, world).sendMessages()
        #expect(world.state.withLock { $0.told.isEmpty })

        let answers = RequestAnswers(
            kind: .education, members: 42, listeners: 8, purpose: "Choir @everyone", use: "u", contact: "c",
            isConfirmed: true, countedMembers: 40)
        _ = try await register.request(
            Self.guild, by: UserID(7), name: "Choir [x](https://evil)", answers: answers.json)
        world.state.withLock { $0.failures = 2 }
        try await followUp(site, world).sendMessages()
        _ = try await register.defer(Self.guild, by: .user(UserID(1)), reason: "Full")
        _ = try await register.approve(Self.guild, by: .user(UserID(1)))
        try await followUp(site, world).sendMessages()
        try await followUp(site, world).sendMessages()
        let told = world.state.withLock { $0.told }
        #expect(told.map(\.0) == [nil, UserID(7), UserID(7)])
        #expect(told[0].1.contains("\\@everyone") && told[0].1.contains("40 members"))
        #expect(told[0].1.contains("Choir \\[x\\]\\(https\\://evil\\)"))
        #expect(told[1].1.contains("put off") && told[1].1.contains("Full"))
        #expect(told[2].1.contains("may be used") && told[2].1.contains("/requests"))
    }

    @Test func `a person who can't be reached holds up nobody for long`() async throws {
        let site = try await TestSite()
        let world = World()
        try await followUp(site, world).sendMessages()
        let register = ServerRegister(store: site.access, now: { site.now })
        _ = try await register.request(Self.guild, by: UserID(7), name: "A", answers: "{}")
        _ = try await register.reject(Self.guild, by: .user(UserID(1)))
        world.state.withLock { $0.failures = 4 }
        try await followUp(site, world).sendMessages()
        #expect(world.state.withLock { $0.told.map(\.0) } == [UserID(7)])
    }

    @Test func `answers are erased a month after a rejection, and never those of an approved server`() async throws {
        let site = try await TestSite()
        let register = ServerRegister(store: site.access, now: { site.now })
        for id in [1, 2] as [UInt64] {
            _ = try await register.request(GuildID(id), by: UserID(7), name: "A", answers: "{\"marked\":1}")
        }
        _ = try await register.reject(GuildID(1), by: .user(UserID(1)))
        _ = try await register.approve(GuildID(2), by: .user(UserID(1)))
        #expect(try await site.access.eraseAnswers(decidedBefore: site.now) == 0)
        #expect(try await site.access.eraseAnswers(decidedBefore: site.now + 1) == 1)
        #expect(try await site.access.server(GuildID(1))?.answers == nil)
        #expect(try await site.access.server(GuildID(2))?.answers != nil)
    }
}

/// A clock whose sleeps are over at once.
struct ImmediateClock: Clock {
    typealias Instant = ContinuousClock.Instant

    var now: Instant { .now }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws { try Task.checkCancellation() }
}
