package import DiscordTypes

/// Hands each job to the node that holds its guild's lease.
package struct Dispatcher: Sendable {
    /// Finds the node of a guild: the lease's holder, or the one that should take it.
    package typealias Locator = @Sendable (GuildID) async throws(DeliveryError) -> NodeClient

    private let locate: Locator

    package init(locate: @escaping Locator) {
        self.locate = locate
    }

    /// For an installation with one voice node, which holds every lease.
    package init(only node: NodeClient) {
        locate = { _ in node }
    }

    /// As `NodeClient.deliver`. A job for a guild that has just moved is handed to its new node.
    package func deliver(_ job: PlaybackJob, wait: Duration) async throws(DeliveryError) -> JobStatus {
        try await ask(of: job.guild) { node throws(DeliveryError) in try await node.deliver(job, wait: wait) }
    }

    /// As `NodeClient.status`, asked of the guild's node.
    package func status(
        of id: JobID, in guild: GuildID, wait: Duration
    ) async throws(DeliveryError) -> JobStatus {
        try await ask(of: guild) { node throws(DeliveryError) in try await node.status(of: id, wait: wait) }
    }

    package func player(of guild: GuildID) async throws(DeliveryError) -> PlayerState {
        try await ask(of: guild) { node throws(DeliveryError) in try await node.player(of: guild) }
    }

    package func suggestions(for query: SuggestionQuery) async throws(DeliveryError) -> TrackOffer {
        try await ask(of: query.guild) { node throws(DeliveryError) in try await node.suggestions(for: query) }
    }

    private func ask<Answer>(
        of guild: GuildID, _ question: (NodeClient) async throws(DeliveryError) -> Answer
    ) async throws(DeliveryError) -> Answer {
        do throws(DeliveryError) {
            return try await question(try await locate(guild))
        } catch {
            guard error == .misdirected else { throw error }
            return try await question(try await locate(guild))
        }
    }
}
