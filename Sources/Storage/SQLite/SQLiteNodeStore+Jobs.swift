internal import DiscordTypes
internal import GRDB

extension SQLiteNodeStore: JobStore {
    package func accept(_ job: JobRecord) async throws(StoreError) -> JobAcceptance {
        let now = file.now()
        return try await file.write { database in
            try database.purge("job", now: now)
            let accepted = try database.change(
                """
                INSERT INTO job (id, guild, body, outcome, accepted_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT (id) DO UPDATE SET guild = ?2, body = ?3, outcome = ?4, accepted_at = ?5, expires_at = ?6,
                  restarts = 0
                  WHERE job.expires_at <= ?7
                """,
                [job.id, job.guild.stored, job.body, job.outcome, job.acceptedAt, job.expiresAt, now])
            guard accepted == 0 else { return .new }
            guard let known = try database.job(job.id, now: now) else { throw StoreError.conflict }
            return .known(known)
        }
    }

    package func job(_ id: String) async throws(StoreError) -> JobRecord? {
        let now = file.now()
        return try await file.read { try $0.job(id, now: now) }
    }

    package func takeUpUnfinished() async throws(StoreError) -> [JobRecord] {
        let now = file.now()
        return try await file.write { database in
            try database.change(
                "UPDATE job SET restarts = restarts + 1 WHERE outcome IS NULL AND expires_at > ?", [now])
            return try database.all(
                "SELECT * FROM job WHERE outcome IS NULL AND expires_at > ? ORDER BY accepted_at, rowid", [now],
                as: JobRecord.init(row:))
        }
    }

    package func complete(_ id: String, outcome: String) async throws(StoreError) {
        let now = file.now()
        try await file.write { database in
            _ = try database.complete(JobCompletion(job: id, outcome: outcome), of: nil, now: now)
        }
    }
}

extension Database {
    /// When a job got its outcome.
    enum Completion {
        case now
        /// A repetition: the same outcome was there.
        case before
    }

    /// Stores the job's outcome. Throws as `JobStore.complete` does, and `invalid` for a job of another guild than `guild`.
    func complete(_ completion: JobCompletion, of guild: GuildID?, now: Int64) throws -> Completion {
        guard let job = try job(completion.job, now: now) else { throw StoreError.notFound }
        if let guild, job.guild != guild { throw StoreError.invalid("the job is another guild's") }
        if let outcome = job.outcome {
            guard outcome == completion.outcome else { throw StoreError.conflict }
            return .before
        }
        try change("UPDATE job SET outcome = ? WHERE id = ?", [completion.outcome, completion.job])
        return .now
    }

    fileprivate func job(_ id: String, now: Int64) throws -> JobRecord? {
        try first("SELECT * FROM job WHERE id = ? AND expires_at > ?", [id, now], as: JobRecord.init(row:))
    }
}

extension JobRecord {
    fileprivate init(row: Row) throws {
        self.init(
            id: try row.text("id"), guild: try row.snowflake("guild"), body: try row.text("body"),
            outcome: try row.optionalText("outcome"), acceptedAt: try row.integer("accepted_at"),
            expiresAt: try row.integer("expires_at"))
        restarts = Int(try row.integer("restarts"))
    }
}
