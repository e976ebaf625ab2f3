import DiscordTypes
import Storage
import Synchronization

/// The way to a real store, which a test can cut, mend and delay.
final class StoreLine: ServerStore {
    static let failure = StoreError.unavailable("cut")

    private struct State {
        var isCut = false
        var questions = 0
        var interlude: (@Sendable () async -> Void)?
    }

    private let store: any ServerStore
    private let state = Mutex(State())

    init(_ store: any ServerStore) {
        self.store = store
    }

    var questions: Int { state.withLock { $0.questions } }

    func cut() { state.withLock { $0.isCut = true } }
    func mend() { state.withLock { $0.isCut = false } }

    /// Runs `body` between the store's next answer and its arrival.
    func beforeNextAnswer(_ body: @escaping @Sendable () async -> Void) {
        state.withLock { $0.interlude = body }
    }

    func server(_ guild: GuildID) async throws(StoreError) -> ServerRecord? {
        try pass()
        let answer = try await store.server(guild)
        if let interlude = state.withLock({ $0.interlude.take() }) { await interlude() }
        return answer
    }

    func servers(in state: ServerState?, after: GuildID?, limit: Int) async throws(StoreError) -> [ServerRecord] {
        try pass()
        return try await store.servers(in: state, after: after, limit: limit)
    }

    func save(
        _ server: ServerRecord, replacing revision: Int64?, audit: AuditEntry, cap: Int?
    ) async throws(StoreError) -> ServerRecord? {
        try pass()
        return try await store.save(server, replacing: revision, audit: audit, cap: cap)
    }

    func audit(of guild: GuildID, limit: Int) async throws(StoreError) -> [AuditEntry] {
        try pass()
        return try await store.audit(of: guild, limit: limit)
    }

    private func pass() throws(StoreError) {
        let isCut = state.withLock { state in
            state.questions += 1
            return state.isCut
        }
        if isCut { throw Self.failure }
    }
}
