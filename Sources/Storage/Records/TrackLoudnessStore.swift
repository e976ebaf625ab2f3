/// What was measured of tracks, so that none is measured twice. Written by the voice node.
///
/// Key in a partitioned store: partition `LOUDNESS#<track>`; a row past its time is never read.
package protocol TrackLoudnessStore: Sendable {
    /// Nil for a track that was never measured, or too long ago. `track` is the name that the player gives it.
    func loudness(of track: String) async throws(StoreError) -> TrackLoudnessRecord?

    /// Keeps what was measured; a former measurement of the track is replaced.
    func keep(_ loudness: TrackLoudnessRecord) async throws(StoreError)
}

/// A track's measured loudness.
package struct TrackLoudnessRecord: Sendable, Hashable {
    package var track: String
    /// In LUFS; nil for a track that is silent, or can't be measured.
    package var integrated: Double?
    /// In dBTP.
    package var truePeak: Double?
    /// Milliseconds since 1970-01-01 UTC.
    package var expiresAt: Int64

    package init(track: String, integrated: Double?, truePeak: Double?, expiresAt: Int64) {
        self.track = track
        self.integrated = integrated
        self.truePeak = truePeak
        self.expiresAt = expiresAt
    }
}
