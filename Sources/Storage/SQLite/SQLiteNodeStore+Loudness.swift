internal import GRDB

extension SQLiteNodeStore: TrackLoudnessStore {
    package func loudness(of track: String) async throws(StoreError) -> TrackLoudnessRecord? {
        let now = file.now()
        return try await file.read { database in
            try database.first("SELECT * FROM track_loudness WHERE track = ? AND expires_at > ?", [track, now]) { row in
                TrackLoudnessRecord(
                    track: try row.text("track"), integrated: try row.optionalReal("integrated"),
                    truePeak: try row.optionalReal("true_peak"), expiresAt: try row.integer("expires_at"))
            }
        }
    }

    package func keep(_ loudness: TrackLoudnessRecord) async throws(StoreError) {
        let now = file.now()
        try await file.write { database in
            try database.purge("track_loudness", now: now)
            try database.change(
                "INSERT OR REPLACE INTO track_loudness (track, integrated, true_peak, expires_at) VALUES (?, ?, ?, ?)",
                [loudness.track, loudness.integrated, loudness.truePeak, loudness.expiresAt])
        }
    }
}
