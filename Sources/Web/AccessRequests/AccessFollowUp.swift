internal import Access
package import DiscordTypes
package import Logging
package import Storage

/// What follows when a server's state changes, whoever changed it and in which process: the operator hears of a request, the
/// requester of a decision, and a server whose access was revoked falls silent and is left.
///
/// Messages are sent at least once and tried a few times; leaving a revoked server is tried until it is done.
package struct AccessFollowUp: Sendable {
    /// What it asks of the rest of the program.
    package struct Outside: Sendable {
        /// Posts to the operators' channel; nil where no webhook is set. True where it is done or can't ever be.
        package var tellOperators: (@Sendable (String) async -> Bool)?
        /// Sends a direct message. True where it is done or can't ever be.
        package var tellPerson: @Sendable (UserID, String) async -> Bool
        /// Stops what plays, leaves the voice channel and then the server. True where the bot is gone from there.
        package var leave: @Sendable (GuildID) async -> Bool

        package init(
            tellOperators: (@Sendable (String) async -> Bool)?,
            tellPerson: @escaping @Sendable (UserID, String) async -> Bool,
            leave: @escaping @Sendable (GuildID) async -> Bool
        ) {
            self.tellOperators = tellOperators
            self.tellPerson = tellPerson
            self.leave = leave
        }
    }

    /// How often a message is tried.
    private static let attempts = 4
    /// Requesters' answers are erased so long after a rejection or revocation.
    static let keeping: Int64 = 30 * 86_400_000

    private let servers: any ServerStore & AccessLedger
    private let cursor: any AuditCursorStore
    private let outside: Outside
    private let publicURL: String?
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> Int64
    private let log: Logger

    package init(
        servers: any ServerStore & AccessLedger, cursor: any AuditCursorStore, outside: Outside, publicURL: String?,
        clock: any Clock<Duration> = ContinuousClock(), now: @escaping @Sendable () -> Int64, log: Logger
    ) {
        self.servers = servers
        self.cursor = cursor
        self.outside = outside
        self.publicURL = publicURL
        self.clock = clock
        self.now = now
        self.log = log
    }

    /// Runs until cancelled.
    package func run() async {
        async let messages: Void = repeating(every: .seconds(1)) { try await self.sendMessages() }
        async let revocations: Void = leaveRevoked()
        async let erasures: Void = repeating(every: .seconds(3600)) {
            let count = try await self.servers.eraseAnswers(decidedBefore: self.now() - Self.keeping)
            if count > 0 { self.log.info("requesters' answers were erased", metadata: ["count": "\(count)"]) }
        }
        _ = await (messages, revocations, erasures)
    }

    private func repeating(every pause: Duration, _ work: @Sendable () async throws -> Void) async {
        while !Task.isCancelled {
            do {
                try await work()
            } catch {
                log.warning("what follows a decision is late", metadata: ["error": "\(error)"])
            }
            do { try await clock.sleep(for: pause) } catch { return }
        }
    }

    /// Sends what the entries behind the cursor call for.
    func sendMessages() async throws {
        guard let known = try await cursor.auditCursor() else {
            // The first start: what was decided before is no news.
            let latest = try await servers.audit(AuditFilter(limit: 1)).first?.sequence ?? 0
            return try await cursor.setAuditCursor(latest)
        }
        for entry in try await servers.audit(AuditFilter(after: known, limit: 100)) {
            try await follow(entry)
            guard !Task.isCancelled else { return }
            try await cursor.setAuditCursor(entry.sequence)
        }
    }

    /// Throws where the store fails: the entry's turn comes again.
    private func follow(_ entry: AuditEntry) async throws {
        guard let guild = entry.guild, let action = ServerAction(rawValue: entry.action) else { return }
        guard let server = try await servers.server(guild) else { return }
        let words = AccessWords(publicURL: publicURL)
        if action == .request, let tell = outside.tellOperators {
            let text = words.request(server)
            await trying(entry) { await tell(text) }
        } else if action != .request, let person = server.requestedBy {
            let text = words.decision(action, server, reason: entry.reason)
            await trying(entry) { await self.outside.tellPerson(person, text) }
        }
    }

    private func trying(_ entry: AuditEntry, _ send: @Sendable () async -> Bool) async {
        for attempt in 1...Self.attempts {
            if await send() { return }
            do { try await clock.sleep(for: .seconds(attempt * 3)) } catch { return }
        }
        log.warning("a message about a decision was not sent", metadata: ["sequence": "\(entry.sequence)"])
    }

    /// Leaves each server whose access was revoked. Which were left is known for this process only: leaving again does nothing.
    private func leaveRevoked() async {
        var left: [GuildID: Int64] = [:]
        while !Task.isCancelled {
            let revoked: [ServerRecord]
            do {
                revoked = try await servers.servers(matching: nil, in: .revoked, limit: 1000)
            } catch {
                log.warning("revoked servers can't be looked up", metadata: ["error": "\(error)"])
                revoked = []
            }
            // Whoever was left a month ago is gone.
            for server in revoked
            where left[server.guild] != server.decidedAt && now() - (server.decidedAt ?? 0) < Self.keeping {
                if await outside.leave(server.guild) { left[server.guild] = server.decidedAt ?? 0 }
            }
            do { try await clock.sleep(for: .seconds(2)) } catch { return }
        }
    }
}
