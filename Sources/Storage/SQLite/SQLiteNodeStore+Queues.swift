package import DiscordTypes
internal import GRDB

extension SQLiteNodeStore: GuildQueueStore {
    package func queue(of guild: GuildID) async throws(StoreError) -> GuildQueueRecord? {
        // On the writing connection, behind every change that was begun before.
        try await file.write { database in
            let playback = try database.first(
                "SELECT * FROM guild_playback WHERE guild = ?", [guild.stored], as: GuildPlaybackRecord.init(row:))
            guard let playback else { return nil }
            let entries = try database.all(
                "SELECT * FROM queue_entry WHERE guild = ? ORDER BY place, id", [guild.stored],
                as: QueueEntryRecord.init(row:))
            let kept = try database.first(
                "SELECT undo, lists FROM guild_playback WHERE guild = ?", [guild.stored]
            ) { (undo: try $0.optionalText("undo"), lists: try $0.optionalText("lists")) }
            return GuildQueueRecord(playback: playback, entries: entries, undo: kept?.undo, lists: kept?.lists)
        }
    }

    package func guildsToResume() async throws(StoreError) -> [GuildToResume] {
        try await file.read { database in
            try database.all(
                """
                SELECT guild, restarts FROM guild_playback WHERE voice_channel IS NOT NULL OR current IS NOT NULL
                ORDER BY guild
                """
            ) { GuildToResume(guild: try $0.snowflake("guild"), restarts: Int(try $0.integer("restarts"))) }
        }
    }

    package func apply(
        _ changes: [QueueChange], to guild: GuildID, epoch: Int64, completing job: JobCompletion?
    ) async throws(StoreError) {
        let now = file.now()
        try await file.write { database in
            try database.refuseFenced(guild, epoch: epoch)
            if let job, try database.complete(job, of: guild, now: now) == .before { return }
            try database.touchPlayback(guild, epoch: epoch, now: now)
            for change in changes {
                try database.apply(change, to: guild)
            }
        }
    }

    package func savePositions(_ positions: [PlaybackPosition]) async throws(StoreError) -> [GuildID] {
        guard !positions.isEmpty else { return [] }
        let now = file.now()
        return try await file.write { database in
            var fenced: [GuildID] = []
            for position in positions {
                do {
                    try database.refuseFenced(position.guild, epoch: position.epoch)
                } catch StoreError.fenced {
                    fenced.append(position.guild)
                    continue
                }
                try database.change(
                    """
                    UPDATE guild_playback SET position_frames = ?, epoch = ?, updated_at = ?
                    WHERE guild = ? AND current = ?
                    """, [position.frames, position.epoch, now, position.guild.stored, position.entry])
            }
            return fenced
        }
    }
}

extension Database {
    /// Makes the guild's row where it is missing and marks it as written under `epoch`.
    fileprivate func touchPlayback(_ guild: GuildID, epoch: Int64, now: Int64) throws {
        try change(
            """
            INSERT INTO guild_playback (guild, epoch, updated_at) VALUES (?, ?, ?)
            ON CONFLICT (guild) DO UPDATE SET epoch = excluded.epoch, updated_at = excluded.updated_at
            """, [guild.stored, epoch, now])
    }

    fileprivate func apply(_ step: QueueChange, to guild: GuildID) throws {
        switch step {
        case .insert(let entries):
            for entry in entries { try insert(entry, into: guild) }
        case .remove(let ids):
            for id in ids {
                try change("DELETE FROM queue_entry WHERE guild = ? AND id = ?", [guild.stored, id])
            }
        case .removeAll(let kept):
            try change("DELETE FROM queue_entry WHERE guild = ? AND id IS NOT ?", [guild.stored, kept])
        case .reorder(let places):
            for place in places {
                try change(
                    "UPDATE queue_entry SET place = ? WHERE guild = ? AND id = ?",
                    [place.order, guild.stored, place.entry])
            }
        case .mark(let marks):
            for mark in marks {
                try change(
                    "UPDATE queue_entry SET standing = ?, ended_at = ? WHERE guild = ? AND id = ?",
                    [mark.standing.rawValue, mark.endedAt, guild.stored, mark.entry])
            }
        case .undo(let undo):
            try change("UPDATE guild_playback SET undo = ? WHERE guild = ?", [undo, guild.stored])
        case .lists(let lists):
            try change("UPDATE guild_playback SET lists = ? WHERE guild = ?", [lists, guild.stored])
        case .playback(let playback):
            try replace(playback, of: guild)
        }
    }

    private func insert(_ entry: QueueEntryRecord, into guild: GuildID) throws {
        try change(
            """
            INSERT OR REPLACE INTO queue_entry
              (guild, id, place, media, title, artist, link, duration_ms, requester, requester_name, text_channel, added_at,
               standing, ended_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                guild.stored, entry.id, entry.order, entry.media, entry.title, entry.artist, entry.link,
                entry.durationMilliseconds, entry.requester.stored, entry.requesterName, entry.textChannel?.stored,
                entry.addedAt, entry.standing.rawValue, entry.endedAt,
            ])
        try change(
            "UPDATE guild_playback SET next_entry = max(next_entry, ?) WHERE guild = ?", [entry.id + 1, guild.stored])
    }

    private func replace(_ playback: GuildPlaybackRecord, of guild: GuildID) throws {
        try change(
            """
            UPDATE guild_playback SET voice_channel = ?, text_channel = ?, current = ?, position_frames = ?, paused = ?,
              loop = ?, autoplay = ?, next_entry = max(next_entry, ?), sound = ?, restarts = ?
            WHERE guild = ?
            """,
            [
                playback.voiceChannel?.stored, playback.textChannel?.stored, playback.current, playback.positionFrames,
                playback.paused ? 1 : 0, playback.loop, playback.autoplay ? 1 : 0, playback.nextEntry, playback.sound,
                playback.restarts, guild.stored,
            ])
    }
}

extension GuildPlaybackRecord {
    fileprivate init(row: Row) throws {
        self.init(
            guild: try row.snowflake("guild"), epoch: try row.integer("epoch"),
            voiceChannel: try row.optionalSnowflake("voice_channel"),
            textChannel: try row.optionalSnowflake("text_channel"), current: try row.optionalInteger("current"),
            positionFrames: try row.integer("position_frames"), paused: try row.integer("paused") != 0,
            loop: try row.optionalText("loop"), autoplay: try row.integer("autoplay") != 0,
            nextEntry: try row.integer("next_entry"), sound: try row.optionalText("sound"),
            updatedAt: try row.integer("updated_at"))
        restarts = Int(try row.integer("restarts"))
    }
}

extension QueueEntryRecord {
    init(row: Row) throws {
        guard let standing = Standing(rawValue: try row.integer("standing")) else {
            throw StoreError.corrupted("standing of a queue entry")
        }
        self.init(
            id: try row.integer("id"), order: try row.integer("place"), media: try row.text("media"),
            title: try row.text("title"), artist: try row.optionalText("artist"), link: try row.optionalText("link"),
            durationMilliseconds: try row.optionalInteger("duration_ms"), requester: try row.snowflake("requester"),
            requesterName: try row.text("requester_name"), textChannel: try row.optionalSnowflake("text_channel"),
            addedAt: try row.integer("added_at"), standing: standing, endedAt: try row.optionalInteger("ended_at"))
    }
}
