import DiscordTypes
import Storage
import Testing

@Suite("Contract: the ledger of servers and use")
struct LedgerContract {
    let clock = ManualWallClock()

    func save(
        _ stores: Stores, _ guild: UInt64, _ state: ServerState, name: String? = nil, by user: UInt64? = nil,
        at: Int64 = 0, answers: String? = nil
    ) async throws {
        _ = try await stores.servers.save(
            ServerRecord(
                guild: GuildID(guild), state: state, name: name, requestedBy: user.map { UserID($0) }, requestedAt: at,
                answers: answers, decidedAt: at), replacing: nil,
            audit: AuditEntry(
                guild: GuildID(guild), at: at, actor: "user:\(user ?? 0)", action: "request", before: nil, after: state,
                reason: nil))
    }

    @Test(arguments: Backend.all)
    func `servers are counted, found by name or id, and by who asked`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        try await save(stores, 1234, .approved, name: "Evening Choir", by: 7, at: 1)
        try await save(stores, 1299, .requested, name: "Chess 100%_", by: 7, at: 3)
        try await save(stores, .max, .requested, name: nil, by: 8, at: 2)
        #expect(try await stores.ledger.serverCounts() == [.approved: 1, .requested: 2])
        func found(_ text: String?, _ state: ServerState? = nil) async throws -> [UInt64] {
            try await stores.ledger.servers(matching: text, in: state, limit: 10).map(\.guild.rawValue)
        }
        #expect(try await found("choir") == [1234])
        #expect(try await found("12") == [1299, 1234])
        #expect(try await found("%_") == [1299])
        #expect(try await found("18446744073709551615") == [.max])
        #expect(try await found(nil) == [1299, .max, 1234])
        #expect(try await found(nil, .approved) == [1234])
        #expect(try await found("' OR 1=1 --").isEmpty)
        let mine = try await stores.ledger.servers(requestedBy: UserID(7), limit: 10).map(\.guild.rawValue)
        #expect(mine == [1299, 1234])
    }

    @Test(arguments: Backend.all)
    func `the history is filtered, goes on page by page, and takes acts about no server`(backend: Backend) async throws
    {
        let stores = try await backend.open(clock)
        for guild in UInt64(1)...5 { try await save(stores, guild, .requested, by: guild) }
        let act = AuditEntry(
            guild: nil, at: 9, actor: "user:9", action: "set", before: nil, after: nil, reason: "x = 1")
        try await stores.ledger.append(act)
        let all = try await stores.ledger.audit(AuditFilter())
        #expect(all.map(\.action) == ["set"] + Array(repeating: "request", count: 5))
        #expect(all[0].guild == nil && all[0].after == nil && all[0].reason == "x = 1")
        let older = try await stores.ledger.audit(AuditFilter(before: all[2].sequence, limit: 2))
        #expect(older == Array(all[3...4]))
        let newer = try await stores.ledger.audit(AuditFilter(after: all[2].sequence))
        #expect(newer == [all[1], all[0]])
        #expect(try await stores.ledger.audit(AuditFilter(guild: GuildID(3))).map(\.guild) == [GuildID(3)])
        #expect(try await stores.ledger.audit(AuditFilter(actor: "user:9")).count == 1)
        #expect(try await stores.ledger.audit(AuditFilter(action: "approve")).isEmpty)
    }

    @Test(arguments: Backend.all)
    func `settings are set and taken back together with their history`(backend: Backend) async throws {
        var stores = try await backend.open(clock)
        let act = AuditEntry(guild: nil, at: 9, actor: "user:9", action: "set", before: nil, after: nil, reason: nil)
        try await stores.ledger.setOperatorSetting("a", to: "1", audit: act)
        try await stores.ledger.setOperatorSetting("a", to: "2", audit: act)
        stores = try await stores.restarted()
        #expect(try await stores.ledger.operatorSettings() == ["a": "2"])
        try await stores.ledger.setOperatorSetting("a", to: nil, audit: act)
        #expect(try await stores.ledger.operatorSettings().isEmpty)
        #expect(try await stores.ledger.audit(AuditFilter()).count == 3)
    }

    @Test(arguments: Backend.all)
    func `use is added up by day and server, and forgotten after 30 days`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        let guild = GuildID(UInt64.max)
        let tracks = DailyFigure(name: "tracks", guild: guild, value: 2)
        let ann = ActiveMember(guild: guild, user: UserID(7))
        for day in [100, 100, 101] as [Int64] { try await stores.usage.add([tracks], active: [ann], on: day) }
        try await stores.usage.add(
            [DailyFigure(name: "probes", guild: nil, value: 1)],
            active: [ActiveMember(guild: GuildID(1), user: UserID(7))],
            on: 101)
        let figures = try await stores.usage.figures(since: 100)
        #expect(figures.map(\.day) == [100, 101, 101])
        #expect(figures.map(\.figure.value).sorted() == [1, 2, 4])
        #expect(figures.first { $0.figure.name == "probes" }?.figure.guild == nil)
        let active = try await stores.usage.activeMembers(since: 100)
        #expect(active.all == 1)
        #expect(active.byGuild == [guild: 1, GuildID(1): 1])
        try await stores.usage.add([], active: [ActiveMember(guild: guild, user: UserID(8))], on: 101)
        try await stores.usage.eraseUse(of: UserID(7))
        #expect(try await stores.usage.activeMembers(since: 0).byGuild == [guild: 1])
        try await stores.usage.add([], active: [], on: 131)
        #expect(try await stores.usage.figures(since: 0).map(\.day) == [101, 101])
        try await stores.usage.add([], active: [], on: 132)
        #expect(try await stores.usage.figures(since: 0).isEmpty)
        #expect(try await stores.usage.activeMembers(since: 0).all == 0)
    }

    @Test(arguments: Backend.all)
    func `what was followed up never counts as news again`(backend: Backend) async throws {
        var stores = try await backend.open(clock)
        #expect(try await stores.cursor.auditCursor() == nil)
        try await stores.cursor.setAuditCursor(5)
        try await stores.cursor.setAuditCursor(3)
        stores = try await stores.restarted()
        #expect(try await stores.cursor.auditCursor() == 5)
    }
}
