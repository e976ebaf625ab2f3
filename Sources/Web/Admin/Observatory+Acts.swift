internal import Access
internal import DiscordTypes
internal import Logging
internal import Storage

extension Observatory {
    /// Has the voice node do what an operator asked for. Its line in the audit log is stored first, since two stores can't change
    /// as one: nothing happens in a room without a line that says by whom. Where the node does not say that it was done, a
    /// second line says so, and the node's error is thrown.
    func recording(
        _ action: String, in guild: GuildID, by user: UserID, reason: String?, log: Logger,
        _ act: () async throws -> Void
    ) async throws {
        func entry(_ reason: String?) -> AuditEntry {
            AuditEntry(
                guild: guild, at: now(), actor: DecisionMaker.user(user).description, action: action, before: nil,
                after: nil, reason: reason)
        }
        try await servers.append(entry(reason))
        do {
            try await act()
        } catch {
            do {
                try await servers.append(entry(Self.unconfirmed + (reason.map { ": \($0)" } ?? "")))
            } catch {
                log.error(
                    "the audit log does not say that an act was not confirmed",
                    metadata: ["guild": "\(guild)", "action": "\(action)", "error": "\(error)"])
            }
            throw error
        }
    }

    static let unconfirmed = "not confirmed by the voice node"
}
