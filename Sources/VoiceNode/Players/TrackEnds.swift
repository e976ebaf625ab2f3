internal import Audio
internal import Jobs

/// What becomes of a track's beginning and end, as set when it was opened.
struct TrackEnds: Sendable, Equatable {
    /// What a second takes at most that should be seen before it is played: 160 kbit/s and a little.
    private static let bytesASecond = 21 * 1024
    private static let usual = 24 * 1024
    /// For what is encoded here, decoded and encoded again behind the ring: as near the original as at 256 kbit/s with all of
    /// libopus' care, at less of its cost (docs/decisions/0007).
    static let intermediate = OpusEncoder.Configuration(bitrate: 320_000, complexity: 0)
    private static let bytesASecondOfIntermediate = 41 * 1024

    var skipsSilence = false
    /// How much of the track must be there before it is heard, so that its end is seen in time.
    var seconds = 0
    var isIntermediate = false

    init() {}

    init(_ sound: SoundSettings) {
        skipsSilence = sound.skipsSilence
        if sound.crossfadeSeconds > 0 { seconds = sound.crossfadeSeconds + 5 }
        if skipsSilence { seconds = max(seconds, 8) }
        isIntermediate = !SoundPlan(sound).isOriginal || sound.normalizes
    }

    /// In bytes.
    var ringCapacity: Int {
        var capacity = Self.usual
        let rate = isIntermediate ? Self.bytesASecondOfIntermediate : Self.bytesASecond
        while capacity < seconds * rate { capacity *= 2 }
        return capacity
    }
}
