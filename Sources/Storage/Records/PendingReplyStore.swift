package import DiscordTypes

/// Deferred answers, so that a restarted endpoint still finishes them.
package protocol PendingReplyStore: Sendable {
    /// Adds the reply or replaces the one of the same interaction. Durable on return.
    func save(_ reply: PendingReply) async throws(StoreError)

    /// Forgets a reply that was given or can't be given any more. One that is not stored is passed over.
    func removePendingReply(of interaction: InteractionID) async throws(StoreError)

    /// All replies still owed, oldest first. One partition query.
    func pendingReplies() async throws(StoreError) -> [PendingReply]
}
