internal import Glibc

/// What a file's tags say of its loudness: `R128_TRACK_GAIN` (RFC 7845 §5.2.1) or ReplayGain 2.0.
package struct TaggedLoudness: Hashable, Sendable {
    /// In LUFS.
    private var r128: Double?
    private var replayGain: Double?
    private var peak: Double?

    init() {}

    /// Nil where the tags tell no loudness.
    package var loudness: TrackLoudness? {
        (r128 ?? replayGain).map { TrackLoudness(integrated: $0, truePeak: peak) }
    }

    /// Takes the value of a tag; `name` in capitals. What can't be right is passed over.
    mutating func take(name: String, value: String) {
        switch name {
        // Decibels times 256 to -23 LUFS.
        case "R128_TRACK_GAIN":
            guard let gain = Int(value), (-32_768...32_767).contains(gain) else { return }
            r128 = -23 - Double(gain) / 256
        // "-7.89 dB" to -18 LUFS.
        case "REPLAYGAIN_TRACK_GAIN":
            let number = value.prefix { $0 != " " && $0 != "d" && $0 != "D" }
            guard let gain = Double(number), abs(gain) <= 64 else { return }
            replayGain = -18 - gain
        // Of the samples, 1 being full scale: between them the wave may be a little higher.
        case "REPLAYGAIN_TRACK_PEAK":
            guard let ratio = Double(value), ratio > 0, ratio < 16 else { return }
            peak = 20 * log10(ratio) + 0.5
        default: break
        }
    }
}
