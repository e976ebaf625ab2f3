internal import Audio

/// Finds the silence at a track's ends by decoding it. One worker thread.
struct SilenceSkipper {
    /// What is softer than -60 dB of full scale is silence.
    private static let threshold: Float = 0.001
    /// Packets of silence left before the sound, which a listener's decoder needs to settle (80 ms).
    private static let preRoll = 4
    /// Packets left behind the sound.
    private static let postRoll = 2
    /// A minute of silence at the beginning is meant.
    private static let longest = 3000

    /// Packets left out so far.
    private(set) var skipped = 0
    private var hasBegun = false
    private var waiting: [[UInt8]] = []
    private var taken = 0
    /// Packets up to the last one with sound in it, of those that were passed on.
    private var sounding = 0
    private let level: PacketLevel

    init() throws {
        level = try PacketLevel()
    }

    /// The packets to be passed on now that `packet` came.
    mutating func take(_ packet: [UInt8]) throws -> [[UInt8]] {
        let isSound = level.peak(of: packet) >= Self.threshold
        if hasBegun {
            taken += 1
            if isSound { sounding = taken }
            return [packet]
        }
        waiting.append(packet)
        guard isSound || skipped + waiting.count > Self.longest else {
            if waiting.count > Self.preRoll {
                waiting.removeFirst()
                skipped += 1
            }
            return []
        }
        hasBegun = true
        defer { waiting = [] }
        taken = waiting.count
        sounding = taken
        return waiting
    }

    /// How many of the packets passed on are to be played, at the track's end.
    func lastSounding(of count: Int) -> Int { min(sounding + Self.postRoll, count) }
}
