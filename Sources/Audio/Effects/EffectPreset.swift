/// Effects that belong together, by a name people know.
package enum EffectPreset: String, Codable, CaseIterable, Sendable {
    case nightcore, vaporwave, eightD, bass, superBass, treble, vocal, karaoke, rock, pop, electronic, hipHop, jazz
    case classical, acoustic, soft, radio, hall

    /// In the order in which the sound passes through them.
    package var effects: [Effect] {
        switch self {
        // A record played too fast or too slow: pitch and speed change by the same factor.
        case .nightcore: [.timescale(speed: 1.25, semitones: 3.86)]
        case .vaporwave: [.timescale(speed: 0.8, semitones: -3.86), .lowPass(hertz: 9000), .reverb(amount: 0.35)]
        case .eightD: [.rotation(hertz: 0.2), .reverb(amount: 0.15)]
        case .karaoke: [.karaoke(amount: 1)]
        case .superBass: [.bassBoost(decibels: 10)]
        case .radio: [.equalizer([-12, -12, -12, -10, -6, -2, 0, 2, 4, 4, 3, 0, -6, -10, -12]), .mono]
        case .hall: [.reverb(amount: 0.6)]
        default: [.equalizer(gains)]
        }
    }

    /// Of the presets that are an equaliser and nothing else.
    private var gains: [Double] {
        switch self {
        case .bass: [6, 6, 5, 4, 2.5, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        case .treble: [0, 0, 0, 0, 0, 0, 0, 0, 0.5, 1.5, 2.5, 4, 5, 6, 6]
        case .vocal: [-3, -3, -2.5, -2, -1, 0, 1, 2, 3.5, 4, 3.5, 2, 0.5, -0.5, -1]
        case .rock: [4, 4, 3.5, 2.5, 1, -0.5, -1.5, -1.5, -0.5, 0.5, 2, 3, 3.5, 4, 4]
        case .pop: [-1, -0.5, 0, 1, 2, 3, 3, 2.5, 1.5, 0.5, 0, -0.5, -0.5, -1, -1]
        case .electronic: [5, 5, 4, 2.5, 0.5, -1, -1, 0, 1, 1, 1, 2, 3, 4, 4.5]
        case .hipHop: [5, 5, 4.5, 3, 1.5, 0, -0.5, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3]
        case .jazz: [2.5, 2.5, 2, 1.5, 1, 1, -0.5, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3]
        case .classical: [3, 3, 2.5, 2, 1.5, 0.5, 0, 0, 0, 0, 0, -1, -1.5, -2, -2]
        case .acoustic: [3, 3, 3, 2.5, 1.5, 1, 0.5, 0.5, 1, 1.5, 2, 2, 1.5, 1, 0.5]
        case .soft: [1, 1, 0.5, 0, -0.5, -0.5, -0.5, -0.5, -1, -1.5, -2.5, -4, -5, -6, -7]
        default: []
        }
    }
}
