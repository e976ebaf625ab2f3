internal import DiscordTypes
internal import Jobs
internal import Logging
internal import Storage

/// Takes jobs in: durable before they are acknowledged, done once however often they are delivered.
struct JobIntake: Sendable {
    /// How long a job's outcome can be asked for.
    static let keptFor: Duration = .seconds(24 * 3600)
    /// A job that waited longer than an interaction's token lives is not started any more.
    static let startsWithin: Duration = .seconds(15 * 60)
    /// A job is taken up by so many nodes at most that start after one that ended early: it may be the reason.
    static let restartLimit = 3

    let store: any JobStore
    let board: OutcomeBoard
    let players: GuildPlayers
    /// Whether the bot is in the guild. Just after a start it waits for the gateway to tell.
    let isKnown: @Sendable (GuildID) async -> Bool
    /// Returns when a member is in a voice channel, or soon: a command may overtake the gateway's word of who has just joined.
    let arrival: @Sendable (UserID, GuildID) async -> Void
    let now: @Sendable () -> Int64
    let logger: Logger
    private let started = StartedJobs()
    private let reads = ReadsUnderWay()

    /// Takes a job and waits up to `limit` for its outcome.
    func deliver(_ job: PlaybackJob, waiting limit: Duration) async -> JobStatus {
        guard job.version <= PlaybackJob.currentVersion else {
            return JobStatus(done: job.id, outcome: .failed(.newerVersion))
        }
        if job.action.onlyReads { return await read(job, limit) }
        do {
            let record = JobRecord(
                id: job.id.text, guild: job.guild, body: try job.json(), acceptedAt: now(),
                expiresAt: now() + Self.keptFor.components.seconds * 1000)
            if case .known(let known) = try await accept(record) {
                return try await status(of: known, job.id, limit)
            }
        } catch {
            logger.error("a job was not stored", metadata: ["job": "\(job.id)", "error": "\(error)"])
            return JobStatus(done: job.id, outcome: .failed(.storeUnavailable))
        }
        await start(job)
        return await status(of: job.id, limit)
    }

    /// After a commit that nobody confirmed the same job is offered once more: it is then new or known, but never a guess.
    private func accept(_ record: JobRecord) async throws(StoreError) -> JobAcceptance {
        do throws(StoreError) {
            return try await store.accept(record)
        } catch .unanswered {
            guard case .known(let known) = try await store.accept(record) else { return .new }
            return known.outcome == nil ? .new : .known(known)
        }
    }

    /// What became of a job; nil if none of that id is known.
    func status(of id: JobID, waiting limit: Duration) async throws(StoreError) -> JobStatus? {
        guard let record = try await store.job(id.text) else { return nil }
        return try await status(of: record, id, limit)
    }

    /// Once, after a start of the node: takes up the jobs that were accepted before it and have no outcome.
    func resumeUnfinished() async throws(StoreError) {
        // Jobs arrive already, and those under way look like those that were left behind.
        defer { started.forget() }
        for record in try await store.takeUpUnfinished() {
            guard let job = try? PlaybackJob(json: record.body) else {
                logger.error("a stored job can't be read", metadata: ["job": "\(record.id)"])
                try await store.complete(record.id, outcome: JobOutcome.failed(.internal(reference: record.id)).stored)
                continue
            }
            if record.restarts > Self.restartLimit {
                // It may be what ended the node each time.
                logger.error("a job outlived several nodes and is given up", metadata: ["job": "\(record.id)"])
                await complete(job.id, .failed(.internal(reference: record.id)))
            } else if now() - record.acceptedAt > Self.startsWithin.components.seconds * 1000 {
                await complete(job.id, .failed(.busy))
            } else {
                await start(job)
            }
        }
    }

    /// Stores the outcome of a job that changed no queue, and tells those who wait.
    func complete(_ job: JobID, _ outcome: JobOutcome) async {
        do {
            try await store.complete(job.text, outcome: outcome.stored)
        } catch StoreError.notFound {
            // A job that only reads is never stored.
        } catch {
            // The outcome is told all the same; asked again after a restart, the job would be done again.
            logger.error("an outcome was not stored", metadata: ["job": "\(job)", "error": "\(error)"])
        }
        reads.end(job)
        board.post(outcome, of: job)
    }

    private func start(_ job: PlaybackJob) async {
        guard started.isFirst(job.id) else { return }
        guard await isKnown(job.guild) else { return await complete(job.id, .failed(.unknownGuild)) }
        if job.action.followsRequester { await arrival(job.requester.user, job.guild) }
        guard await !players.deliver(job) else { return }
        await complete(job.id, .failed(.busy))
    }

    /// Nothing of it is stored, so that it may be delivered again by who still waits: it is then not done twice.
    private func read(_ job: PlaybackJob, _ limit: Duration) async -> JobStatus {
        if let outcome = await board.outcome(of: job.id, within: .zero) {
            return JobStatus(done: job.id, outcome: outcome)
        }
        guard reads.begin(job.id) else { return await status(of: job.id, limit) }
        guard await players.deliver(job) else {
            reads.end(job.id)
            return JobStatus(done: job.id, outcome: .failed(.busy))
        }
        return await status(of: job.id, limit)
    }

    private func status(of id: JobID, _ limit: Duration) async -> JobStatus {
        guard let outcome = await board.outcome(of: id, within: limit) else { return JobStatus(accepted: id) }
        return JobStatus(done: id, outcome: outcome)
    }

    private func status(of record: JobRecord, _ id: JobID, _ limit: Duration) async throws(StoreError) -> JobStatus {
        if let text = record.outcome {
            guard let outcome = try? JobOutcome(json: text) else { throw .corrupted("outcome of job \(record.id)") }
            return JobStatus(done: id, outcome: outcome)
        }
        return await status(of: id, limit)
    }
}

extension PlaybackAction {
    /// Brings the bot to where its requester is.
    fileprivate var followsRequester: Bool {
        switch self {
        case .play, .join(nil): true
        default: false
        }
    }
}

extension JobOutcome {
    /// The stored form. Encoding can't fail: the type has no value that JSON lacks.
    var stored: String {
        (try? json()) ?? #"{"failure":{"reason":"internal","reference":"encoding"},"result":"failed"}"#
    }
}
