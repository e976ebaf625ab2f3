package import DiscordTypes

/// What operators look through and what they set: beside single servers, the whole of them and their history.
package protocol AccessLedger: Sendable {
    /// How many servers are in each state; states without any are left out.
    func serverCounts() async throws(StoreError) -> [ServerState: Int]

    /// Servers that a person asked for, the latest request first.
    func servers(requestedBy user: UserID, limit: Int) async throws(StoreError) -> [ServerRecord]

    /// Servers whose name holds `text` or whose id begins with it, the latest change first; nil is all of them.
    func servers(matching text: String?, in state: ServerState?, limit: Int) async throws(StoreError) -> [ServerRecord]

    /// Entries of the audit history that fit.
    func audit(_ filter: AuditFilter) async throws(StoreError) -> [AuditEntry]

    /// Adds an entry about something that changes no server; durable on return.
    func append(_ entry: AuditEntry) async throws(StoreError)

    /// What operators have set at run time, by name.
    func operatorSettings() async throws(StoreError) -> [String: String]

    /// Sets a value, or takes it back with nil, together with its entry in the history.
    func setOperatorSetting(_ name: String, to value: String?, audit: AuditEntry) async throws(StoreError)

    /// Erases requesters' answers of servers that were rejected or revoked before `time`. Returns how many there were.
    func eraseAnswers(decidedBefore time: Int64) async throws(StoreError) -> Int
}

/// Which entries of the audit history are wanted. What is nil is not asked for.
package struct AuditFilter: Sendable, Hashable {
    package var guild: GuildID?
    package var actor: String?
    package var action: String?
    /// Only entries with a lower sequence: the next page.
    package var before: Int64?
    /// Only entries with a higher sequence, oldest first: what is new. Otherwise newest first.
    package var after: Int64?
    package var limit: Int

    package init(
        guild: GuildID? = nil, actor: String? = nil, action: String? = nil, before: Int64? = nil, after: Int64? = nil,
        limit: Int = 50
    ) {
        self.guild = guild
        self.actor = actor
        self.action = action
        self.before = before
        self.after = after
        self.limit = limit
    }
}
