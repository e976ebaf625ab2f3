package import DiscordTypes

/// The servers known to the operator, and the history of what was decided about them.
package protocol ServerStore: Sendable {
    func server(_ guild: GuildID) async throws(StoreError) -> ServerRecord?

    /// Servers in one state, or all, by id; at most `limit`, beginning behind `after`. One index query per state.
    func servers(in state: ServerState?, after: GuildID?, limit: Int) async throws(StoreError) -> [ServerRecord]

    /// Writes the record and the audit entry together, durable on return, and returns the record as stored.
    ///
    /// `revision` is that of the record the caller decided upon, nil where there was none. Throws `conflict`, changing
    /// nothing, where it is no longer the stored one. With `cap`, returns nil and changes nothing where that many servers
    /// are approved already.
    func save(_ server: ServerRecord, replacing revision: Int64?, audit: AuditEntry, cap: Int?) async throws(StoreError)
        -> ServerRecord?

    /// The latest entries about a server, newest first.
    func audit(of guild: GuildID, limit: Int) async throws(StoreError) -> [AuditEntry]
}

extension ServerStore {
    /// The same without a cap.
    package func save(
        _ server: ServerRecord, replacing revision: Int64?, audit: AuditEntry
    ) async throws(StoreError) -> ServerRecord {
        guard let stored = try await save(server, replacing: revision, audit: audit, cap: nil) else { throw .conflict }
        return stored
    }
}
