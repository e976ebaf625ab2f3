package import DiscordTypes
package import Storage

/// The operator's and the requester's way to change where a server stands. Each change and its line in the audit history are
/// stored together before the call returns.
package struct ServerRegister: Sendable {
    package enum Result: Sendable, Hashable {
        case changed(ServerRecord)
        /// It stands there already; nothing was written.
        case unchanged(ServerRecord)
        /// The action makes no sense from this state (nil: never heard of); nothing was written.
        case refused(from: ServerState?)
        /// As many servers are approved as may be; nothing was written.
        case full(cap: Int)
    }

    /// How often a decision is made anew where another one came in between.
    private static let attempts = 5

    private let store: any ServerStore
    private let allowlist: Allowlist?
    private let cap: @Sendable () async throws(StoreError) -> Int?
    private let now: @Sendable () -> Int64

    /// `allowlist` is the one of this process, which then obeys a decision at once. `now` tells milliseconds since
    /// 1970-01-01 UTC, `cap` how many servers may be approved; nil is any number.
    package init(
        store: any ServerStore, allowlist: Allowlist? = nil,
        cap: @escaping @Sendable () async throws(StoreError) -> Int? = { () throws(StoreError) in nil },
        now: @escaping @Sendable () -> Int64
    ) {
        self.store = store
        self.allowlist = allowlist
        self.cap = cap
        self.now = now
    }

    package func approve(
        _ guild: GuildID, by maker: DecisionMaker, reason: String? = nil, name: String? = nil
    ) async throws(StoreError) -> Result {
        try await apply(.approve, to: guild, by: maker, reason: reason) { server in
            server.name = name ?? server.name
        }
    }

    package func revoke(
        _ guild: GuildID, by maker: DecisionMaker, reason: String? = nil
    ) async throws(StoreError) -> Result {
        try await apply(.revoke, to: guild, by: maker, reason: reason)
    }

    package func reject(
        _ guild: GuildID, by maker: DecisionMaker, reason: String? = nil
    ) async throws(StoreError) -> Result {
        try await apply(.reject, to: guild, by: maker, reason: reason)
    }

    package func `defer`(
        _ guild: GuildID, by maker: DecisionMaker, reason: String? = nil
    ) async throws(StoreError) -> Result {
        try await apply(.defer, to: guild, by: maker, reason: reason)
    }

    /// Asks for the bot. `answers` is the form's content as JSON. Where Discord confirmed whose server it is, the request takes the
    /// place of one that it did not (`ServerRecord.isReplaceable`).
    package func request(
        _ guild: GuildID, by user: UserID, name: String, answers: String
    ) async throws(StoreError) -> Result {
        let now = now()
        let isConfirmed = RequestAnswers(json: answers)?.isConfirmed == true
        return try await apply(
            .request, to: guild, by: .user(user), reason: nil, replacesUnconfirmed: isConfirmed
        ) { server in
            server.name = name
            server.requestedBy = user
            server.requestedAt = now
            server.answers = answers
        }
    }

    /// Servers in one state, or all, by id; at most `limit`, beginning behind `after`.
    package func servers(
        in state: ServerState? = nil, after: GuildID? = nil, limit: Int = 100
    ) async throws(StoreError) -> [ServerRecord] {
        try await store.servers(in: state, after: after, limit: limit)
    }

    /// What was decided about a server, newest first.
    package func history(of guild: GuildID, limit: Int = 50) async throws(StoreError) -> [AuditEntry] {
        try await store.audit(of: guild, limit: limit)
    }

    private func apply(
        _ action: ServerAction, to guild: GuildID, by maker: DecisionMaker, reason: String?,
        replacesUnconfirmed: Bool = false, with details: (inout ServerRecord) -> Void = { _ in }
    ) async throws(StoreError) -> Result {
        // Whatever becomes of the write, also where its end is unknown: the next question goes to the store.
        defer { allowlist?.forget(guild) }
        for _ in 1..<Self.attempts {
            do throws(StoreError) {
                return try await attempt(
                    action, on: guild, by: maker, reason: reason, replacesUnconfirmed: replacesUnconfirmed,
                    with: details)
            } catch {
                guard error == .conflict else { throw error }
            }
        }
        return try await attempt(
            action, on: guild, by: maker, reason: reason, replacesUnconfirmed: replacesUnconfirmed, with: details)
    }

    private func attempt(
        _ action: ServerAction, on guild: GuildID, by maker: DecisionMaker, reason: String?,
        replacesUnconfirmed: Bool, with details: (inout ServerRecord) -> Void
    ) async throws(StoreError) -> Result {
        let known = try await store.server(guild)
        let isReplaced = replacesUnconfirmed && known?.isReplaceable == true
        if !isReplaced {
            if let known, known.state == action.result { return .unchanged(known) }
            guard action.isLegal(from: known?.state) else { return .refused(from: known?.state) }
        }
        let now = now()
        var server = known ?? ServerRecord(guild: guild, state: action.result)
        server.state = action.result
        server.decidedBy = maker.description
        server.decidedAt = now
        server.reason = reason
        details(&server)
        let entry = AuditEntry(
            guild: guild, at: now, actor: maker.description, action: action.rawValue, before: known?.state,
            after: action.result, reason: reason)
        let cap = action == .approve ? try await cap() : nil
        guard let stored = try await store.save(server, replacing: known?.revision, audit: entry, cap: cap) else {
            return .full(cap: cap ?? 0)
        }
        return .changed(stored)
    }
}
