internal import Audio
internal import Jobs

/// What is to be done to the sound now.
struct SoundPlan: Sendable, Equatable {
    var effects: [Effect] = []
    /// The volume as a factor.
    var gain: Float = 1
    /// Frames of 20 ms over which a track fades into the next.
    var crossfade = 0

    init() {}

    init(_ settings: SoundSettings) {
        effects = settings.effects.filter { !$0.changesNothing }
        gain = Float(settings.volume) / 100
        crossfade = settings.crossfadeSeconds * 50
    }

    /// Whether a track can be passed on as it is, but for its loudness and its ends.
    var isOriginal: Bool { effects.isEmpty && gain == 1 }
}

/// A track on its way through the processor.
struct SoundTrack: Sendable {
    var output: SoundOutput
    /// For equal loudness.
    var gain: Float
    /// The length in frames from where the ring begins, as far as the container tells it.
    var statedFrames: Int?

    var ring: FrameRing { output.source }
}
