internal import Glibc

/// How loud a track is as a whole. Source: EBU R 128, ITU-R BS.1770-4.
package struct TrackLoudness: Hashable, Sendable {
    /// What normalised tracks are brought to, in LUFS.
    package static let target = -14.0
    /// What no peak may reach, in dBTP.
    package static let ceiling = -1.0
    /// How much higher peaks may come out of a listener's decoder than went into the encoder, in decibels: 1.2 of music at
    /// 64 kbit/s (docs/decisions/0007).
    static let encoderReserve = 2.0

    /// Integrated loudness in LUFS.
    package var integrated: Double
    /// The highest true peak in dBTP; nil where it isn't known.
    package var truePeak: Double?

    package init(integrated: Double, truePeak: Double?) {
        self.integrated = integrated
        self.truePeak = truePeak
    }

    /// The factor that brings the track to the target, or as near to it as its peaks allow. A track without known peaks is
    /// made softer only; one that is silent stays as it is.
    package var gain: Float {
        guard integrated.isFinite, integrated > -70 else { return 1 }
        let wanted = Self.target - integrated
        let room = truePeak.map { Self.ceiling - Self.encoderReserve - $0 } ?? 0
        return Float(pow(10, min(wanted, room, 20) / 20))
    }
}
