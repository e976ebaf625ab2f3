package import Access
package import DiscordTypes
package import Jobs
package import Storage

extension EndpointDependencies {
    /// The real ones. `editOriginal` is Discord's REST; `observe` hears of every interaction and must be quick.
    package init(
        store: some SeenInteractionStore & PendingReplyStore, allowlist: Allowlist, denied: DeniedAttempts,
        jobs: Jobs.Dispatcher,
        editOriginal: @escaping @Sendable (ApplicationID, InteractionToken, ComponentMessage) async throws -> Void,
        observe: @escaping @Sendable (InteractionObservation) -> Void
    ) {
        self.init(
            claim: { try await store.claim($0, expiresAt: $1) },
            record: { try await store.record($0, for: $1) },
            decide: { await allowlist.decide($0) },
            isSilenced: { denied.isSilenced($0) },
            deliver: { try await jobs.deliver($0, wait: $1) },
            outcome: { job, wait in try await jobs.status(of: job.id, in: job.guild, wait: wait) },
            save: { try await store.save($0) },
            remove: { try await store.removePendingReply(of: $0) },
            saved: { try await store.pendingReplies() },
            editOriginal: editOriginal, observe: observe)
        suggest = { try await jobs.suggestions(for: $0) }
    }
}
