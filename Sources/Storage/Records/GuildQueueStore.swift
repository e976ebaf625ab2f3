package import DiscordTypes

/// The queues and players of guilds. Written by the voice node that holds the guild's lease.
///
/// Fencing: a write whose epoch is lower than the lease's or than the last writer's throws `fenced` and changes nothing, so
/// that a node that slept through the loss of its lease can't undo what its successor did.
package protocol GuildQueueStore: Sendable {
    /// Nil where nothing was ever stored for the guild. Waits for the changes under way: after `unanswered` it tells what
    /// became of the change, and while that is still open it throws in its turn. One consistent partition query on
    /// `GUILD#<guild>`.
    func queue(of guild: GuildID) async throws(StoreError) -> GuildQueueRecord?

    /// Guilds in which a track was current or a channel was joined when they were last written, by id. One query of the
    /// sparse index on playback rows with `voiceChannel` or `current`.
    func guildsToResume() async throws(StoreError) -> [GuildToResume]

    /// Applies all changes and, if given, stores the job's outcome: all of it or nothing, durable on return.
    ///
    /// Repeating the call with the same job and outcome changes nothing and succeeds. Throws `notFound` for a job that was
    /// not accepted, `conflict` for one that has another outcome already.
    func apply(
        _ changes: [QueueChange], to guild: GuildID, epoch: Int64, completing job: JobCompletion?
    ) async throws(StoreError)

    /// Saves positions of many guilds at once. A position whose entry is no longer current is passed over, for it came
    /// late. Returns the guilds in which the writer is fenced; the others are saved.
    func savePositions(_ positions: [PlaybackPosition]) async throws(StoreError) -> [GuildID]
}

extension GuildQueueStore {
    /// Applies changes that no job asked for, such as the end of a track.
    package func apply(_ changes: [QueueChange], to guild: GuildID, epoch: Int64) async throws(StoreError) {
        try await apply(changes, to: guild, epoch: epoch, completing: nil)
    }
}

/// A guild that was playing, and `restarts` of its playback.
package struct GuildToResume: Sendable, Hashable {
    package var guild: GuildID
    package var restarts: Int

    package init(guild: GuildID, restarts: Int) {
        self.guild = guild
        self.restarts = restarts
    }
}

/// A job and what became of it.
package struct JobCompletion: Sendable, Hashable {
    package var job: String
    /// The outcome's JSON.
    package var outcome: String

    package init(job: String, outcome: String) {
        self.job = job
        self.outcome = outcome
    }
}
