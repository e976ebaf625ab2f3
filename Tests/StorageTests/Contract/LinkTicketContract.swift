import DiscordTypes
import Storage
import Testing

@Suite("Contract: link tickets and their counts")
struct LinkTicketContract {
    private let clock = ManualWallClock()
    private let user = UserID(UInt64.max)

    static func digest(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 32) }

    static func ticket(
        _ byte: UInt8, of user: UserID, for provider: AccountProvider? = nil, until end: Int64
    ) -> LinkTicketRecord {
        LinkTicketRecord(digest: digest(byte), user: user, provider: provider, expiresAt: end)
    }

    @Test(arguments: Backend.all)
    func `a ticket can be looked at often and used once, also after a restart`(backend: Backend) async throws {
        var stores = try await backend.open(clock)
        let ticket = Self.ticket(1, of: user, for: .spotify, until: clock.now + 600_000)
        try await stores.accounts.save(ticket)
        stores = try await stores.restarted()
        for _ in 0..<2 { #expect(try await stores.accounts.ticket(ticket.digest) == ticket) }
        let taken = await withTaskGroup(of: LinkTicketRecord?.self) { [stores] group in
            for _ in 0..<20 { group.addTask { try? await stores.accounts.takeTicket(ticket.digest) } }
            return await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
        }
        #expect(taken == [ticket])
        #expect(try await stores.accounts.ticket(ticket.digest) == nil)
    }

    @Test(arguments: Backend.all)
    func `nothing is read past its end`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        try await stores.accounts.save(Self.ticket(1, of: user, until: clock.now + 600_000))
        clock.advance(by: .milliseconds(599_999))
        #expect(try await stores.accounts.ticket(Self.digest(1)) != nil)
        clock.advance(by: .milliseconds(1))
        #expect(try await stores.accounts.ticket(Self.digest(1)) == nil)
        #expect(try await stores.accounts.takeTicket(Self.digest(1)) == nil)
    }

    @Test(arguments: Backend.all)
    func `events are counted by day and provider`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        let today = clock.now / 86_400_000
        for _ in 0..<3 { try await stores.accounts.count(.linked, at: .spotify) }
        try await stores.accounts.count(.ticketGiven, at: nil)
        clock.advance(by: .seconds(86_400))
        try await stores.accounts.count(.linked, at: .spotify)
        let later = LinkStatistic(day: today + 1, provider: .spotify, event: .linked, count: 1)
        #expect(
            try await stores.accounts.linkStatistics(since: today) == [
                LinkStatistic(day: today, provider: nil, event: .ticketGiven, count: 1),
                LinkStatistic(day: today, provider: .spotify, event: .linked, count: 3), later,
            ])
        #expect(try await stores.accounts.linkStatistics(since: today + 1) == [later])
    }
}
