import Access
import DiscordTypes
import Storage
import Testing

struct ServerRegisterTests {
    let guild = GuildID(UInt64.max)
    static let now: Int64 = 1_790_000_000_000

    /// The states from which each action moves a server.
    static let moves: [ServerAction: Set<ServerState?>] = [
        .request: [nil, .rejected, .revoked], .approve: [nil, .requested, .rejected, .deferred, .revoked],
        .reject: [.requested, .deferred], .defer: [.requested], .revoke: [.approved],
    ]

    @Test(arguments: ServerAction.allCases, [nil] + ServerState.allCases)
    func `each action moves, leaves or refuses, and writes one line of history only where it moves`(
        action: ServerAction, state: ServerState?
    ) async throws {
        let place = try await StoreOnDisk()
        if let state {
            let seed = AuditEntry(
                guild: guild, at: 0, actor: "seed", action: "seed", before: nil, after: state, reason: nil)
            _ = try await place.store.save(ServerRecord(guild: guild, state: state), replacing: nil, audit: seed)
        }
        let register = ServerRegister(store: place.store) { Self.now }
        let result = try await perform(action, with: register)
        let history = try await place.store.audit(of: guild, limit: 9).filter { $0.actor != "seed" }
        let stored = try await place.store.server(guild)
        let isMoved = try #require(Self.moves[action]).contains(state)
        if state == action.result {
            #expect(!isMoved)
            #expect(result == stored.map { .unchanged($0) })
            #expect(history.isEmpty)
        } else if isMoved {
            #expect(result == stored.map { .changed($0) })
            #expect(stored?.state == action.result)
            #expect(history.map(\.action) == [action.rawValue])
            #expect(history.first?.before == state)
            #expect(history.first?.after == action.result)
            #expect(history.first?.at == Self.now)
        } else {
            #expect(result == .refused(from: state))
            #expect(stored?.state == state)
            #expect(history.isEmpty)
        }
    }

    @Test func `a request and the decision on it are kept with who, when and why`() async throws {
        let place = try await StoreOnDisk()
        let register = ServerRegister(store: place.store) { Self.now }
        _ = try await register.request(guild, by: UserID(7), name: "<b>Ünï</b>", answers: #"{"why":"music"}"#)
        _ = try await register.approve(guild, by: .terminal(account: "root"), reason: "friends")
        let server = try #require(try await register.servers(in: .approved).first)
        #expect(
            server
                == ServerRecord(
                    guild: guild, state: .approved, name: "<b>Ünï</b>", requestedBy: UserID(7),
                    requestedAt: Self.now, answers: #"{"why":"music"}"#, decidedBy: "terminal:root",
                    decidedAt: Self.now, reason: "friends", revision: 2))
        let history = try await register.history(of: guild)
        #expect(history.map(\.actor) == ["terminal:root", "user:7"])
        #expect(history.map(\.reason) == ["friends", nil])
    }

    @Test func `decisions made at the same time by two processes end in one order with one history`() async throws {
        let place = try await StoreOnDisk()
        let other = try await place.another()
        _ = try await ServerRegister(store: place.store) { 0 }.approve(guild, by: .terminal(account: "root"))
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<12 {
                group.addTask { [guild] in
                    let register = ServerRegister(store: number.isMultiple(of: 2) ? place.store : other) { Self.now }
                    let maker = DecisionMaker.terminal(account: "\(number)")
                    // Others may win five times in a row; what must hold is that the history has no gap.
                    if number.isMultiple(of: 3) {
                        _ = try? await register.revoke(guild, by: maker)
                    } else {
                        _ = try? await register.approve(guild, by: maker)
                    }
                }
            }
        }
        let history = try await place.store.audit(of: guild, limit: 99).reversed() as [AuditEntry]
        let server = try #require(try await other.server(guild))
        #expect(history.last?.after == server.state)
        #expect(server.revision == Int64(history.count))
        for (earlier, later) in zip(history, history.dropFirst()) { #expect(earlier.after == later.before) }
    }

    @Test func `a store that is down is told to the operator`() async throws {
        let place = try await StoreOnDisk()
        let line = StoreLine(place.store)
        line.cut()
        await #expect(throws: StoreLine.failure) {
            try await ServerRegister(store: line) { 0 }.approve(guild, by: .terminal(account: "root"))
        }
    }

    private func perform(_ action: ServerAction, with register: ServerRegister) async throws -> ServerRegister.Result {
        let maker = DecisionMaker.terminal(account: "root")
        return switch action {
        case .request: try await register.request(guild, by: UserID(1), name: "A", answers: "{}")
        case .approve: try await register.approve(guild, by: maker)
        case .reject: try await register.reject(guild, by: maker)
        case .defer: try await register.defer(guild, by: maker)
        case .revoke: try await register.revoke(guild, by: maker)
        }
    }
}
