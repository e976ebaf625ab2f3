import DiscordTypes
import Storage
import Testing

@Suite("Contract: servers and audit")
struct ServerContract {
    let clock = ManualWallClock()
    let guild = Samples.guild

    @Test(arguments: Backend.all)
    func `a server comes back whole after a restart, with its history`(backend: Backend) async throws {
        var stores = try await backend.open(clock)
        #expect(try await stores.servers.server(guild) == nil)
        var server = ServerRecord(
            guild: guild, state: .requested, name: "Ünïcode", requestedBy: UserID(UInt64.max), requestedAt: 5,
            answers: "{}")
        server = try await stores.servers.save(server, replacing: nil, audit: audit("request", nil, .requested))
        #expect(server.revision == 1)
        server.state = .approved
        server.decidedBy = "terminal:root"
        server.decidedAt = 6
        server.reason = "friends"
        server = try await stores.servers.save(
            server, replacing: 1, audit: audit("approve", .requested, .approved, reason: "friends"))
        #expect(server.revision == 2)

        stores = try await stores.restarted()
        #expect(try await stores.servers.server(guild) == server)
        var history = try await stores.servers.audit(of: guild, limit: 10)
        #expect(history.map(\.action) == ["approve", "request"])
        #expect(history[0].sequence > history[1].sequence)
        history[0].sequence = 0
        #expect(history[0] == audit("approve", .requested, .approved, reason: "friends"))
        #expect(try await stores.servers.audit(of: guild, limit: 1).count == 1)
        #expect(try await stores.servers.audit(of: Samples.otherGuild, limit: 10).isEmpty)
    }

    @Test(arguments: Backend.all)
    func `a decision upon an older revision is refused and leaves no trace`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        let server = ServerRecord(guild: guild, state: .requested)
        _ = try await stores.servers.save(server, replacing: nil, audit: audit("request", nil, .requested))
        for stale in [nil, 0, 2] as [Int64?] {
            await #expect(throws: StoreError.conflict) {
                try await stores.servers.save(server, replacing: stale, audit: audit("approve", nil, .approved))
            }
        }
        await #expect(throws: StoreError.conflict) {
            try await stores.servers.save(
                ServerRecord(guild: Samples.otherGuild, state: .approved), replacing: 1,
                audit: audit("approve", nil, .approved))
        }
        #expect(try await stores.servers.audit(of: guild, limit: 10).count == 1)
        #expect(try await stores.servers.server(Samples.otherGuild) == nil)
    }

    @Test(arguments: Backend.all)
    func `of decisions made at once on one revision exactly one holds`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        let other = try await stores.another()
        let saved = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<16 {
                group.addTask { [guild, entry = audit("approve", nil, .approved)] in
                    let servers = (number.isMultiple(of: 2) ? stores : other).servers
                    let server = ServerRecord(guild: guild, state: .approved)
                    return (try? await servers.save(server, replacing: nil, audit: entry)) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(saved == 1)
        #expect(try await stores.servers.audit(of: guild, limit: 99).count == 1)
    }

    @Test(arguments: Backend.all)
    func `servers are listed by state, page by page`(backend: Backend) async throws {
        let stores = try await backend.open(clock)
        for id in 1...7 as ClosedRange<UInt64> {
            let state: ServerState = id.isMultiple(of: 2) ? .approved : .revoked
            _ = try await stores.servers.save(
                ServerRecord(guild: GuildID(id), state: state), replacing: nil, audit: audit("approve", nil, state))
        }
        func list(_ state: ServerState?, after: UInt64? = nil, limit: Int = 100) async throws -> [UInt64] {
            try await stores.servers.servers(in: state, after: after.map(GuildID.init), limit: limit)
                .map(\.guild.rawValue)
        }
        #expect(try await list(nil) == [1, 2, 3, 4, 5, 6, 7])
        #expect(try await list(.approved) == [2, 4, 6])
        #expect(try await list(.revoked, limit: 2) == [1, 3])
        #expect(try await list(.revoked, after: 3, limit: 2) == [5, 7])
        #expect(try await list(.deferred).isEmpty)
    }

    private func audit(
        _ action: String, _ before: ServerState?, _ after: ServerState, reason: String? = nil
    ) -> AuditEntry {
        AuditEntry(
            guild: guild, at: clock.now, actor: "terminal:root", action: action, before: before, after: after,
            reason: reason)
    }
}
