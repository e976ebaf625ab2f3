/// Something that changes the sound of a guild's playback, with its parameters. Values outside the ranges are moved into them.
package enum Effect: Hashable, Sendable {
    /// Gains in decibels, −12 to 12, one for each of `equalizerBands`.
    case equalizer([Double])
    /// A low shelf at 110 Hz, 0 to 12 dB.
    case bassBoost(decibels: Double)
    /// Speed 0.5 to 2 without a change of pitch, and pitch −12 to 12 semitones without a change of speed.
    case timescale(speed: Double, semitones: Double)
    /// The sound circles around the listener ("8D"), 0.05 to 2 Hz.
    case rotation(hertz: Double)
    /// Takes out what is the same on both sides above the bass, mostly voices; 0 to 1.
    case karaoke(amount: Double)
    /// The loudness swings, 0.1 to 20 Hz, by 0 to 1.
    case tremolo(hertz: Double, depth: Double)
    /// The pitch swings, 0.1 to 14 Hz, by 0 to 1 semitone.
    case vibrato(hertz: Double, depth: Double)
    /// 24 dB an octave above 200 to 20,000 Hz.
    case lowPass(hertz: Double)
    case mono
    /// A hall, 0 to 1.
    case reverb(amount: Double)

    package enum Kind: String, Codable, CaseIterable, Sendable {
        case equalizer, bassBoost, timescale, rotation, karaoke, tremolo, vibrato, lowPass, mono, reverb
    }

    /// The centres of the equaliser's bands in Hz: two thirds of an octave apart.
    package static let equalizerBands: [Double] = [
        25, 40, 63, 100, 160, 250, 400, 630, 1000, 1600, 2500, 4000, 6300, 10_000, 16_000,
    ]

    package var kind: Kind {
        switch self {
        case .equalizer: .equalizer
        case .bassBoost: .bassBoost
        case .timescale: .timescale
        case .rotation: .rotation
        case .karaoke: .karaoke
        case .tremolo: .tremolo
        case .vibrato: .vibrato
        case .lowPass: .lowPass
        case .mono: .mono
        case .reverb: .reverb
        }
    }

    /// The same effect with every parameter in its range.
    package var clamped: Effect {
        switch self {
        case .equalizer(let gains):
            let bands = Self.equalizerBands.indices
            return .equalizer(bands.map { $0 < gains.count ? gains[$0].clamped(to: -12...12) : 0 })
        case .bassBoost(let decibels): return .bassBoost(decibels: decibels.clamped(to: 0...12))
        case .timescale(let speed, let semitones):
            return .timescale(speed: speed.clamped(to: 0.5...2), semitones: semitones.clamped(to: -12...12))
        case .rotation(let hertz): return .rotation(hertz: hertz.clamped(to: 0.05...2))
        case .karaoke(let amount): return .karaoke(amount: amount.clamped(to: 0...1))
        case .tremolo(let hertz, let depth):
            return .tremolo(hertz: hertz.clamped(to: 0.1...20), depth: depth.clamped(to: 0...1))
        case .vibrato(let hertz, let depth):
            return .vibrato(hertz: hertz.clamped(to: 0.1...14), depth: depth.clamped(to: 0...1))
        case .lowPass(let hertz): return .lowPass(hertz: hertz.clamped(to: 200...20_000))
        case .mono: return .mono
        case .reverb(let amount): return .reverb(amount: amount.clamped(to: 0...1))
        }
    }

    /// Whether it leaves every sound as it is.
    package var changesNothing: Bool {
        switch clamped {
        case .equalizer(let gains): gains.allSatisfy { $0 == 0 }
        case .bassBoost(let decibels): decibels == 0
        case .timescale(let speed, let semitones): speed == 1 && semitones == 0
        case .karaoke(let amount), .reverb(let amount): amount == 0
        case .tremolo(_, let depth), .vibrato(_, let depth): depth == 0
        case .rotation, .lowPass, .mono: false
        }
    }
}

extension Double {
    /// The nearest value in `range`; its lower end for what is no number.
    fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
        isNaN ? range.lowerBound : Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}

extension Effect: Codable {
    private enum Key: CodingKey {
        case effect, gains, decibels, speed, semitones, hertz, depth, amount
    }

    /// What a member leaves out is at the value that changes least.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func value(_ key: Key) throws -> Double { try container.decode(Double.self, forKey: key) }
        let effect: Effect
        switch try container.decode(Kind.self, forKey: .effect) {
        case .equalizer: effect = .equalizer(try container.decode([Double].self, forKey: .gains))
        case .bassBoost: effect = .bassBoost(decibels: try value(.decibels))
        case .timescale:
            effect = .timescale(
                speed: try container.decodeIfPresent(Double.self, forKey: .speed) ?? 1,
                semitones: try container.decodeIfPresent(Double.self, forKey: .semitones) ?? 0)
        case .rotation: effect = .rotation(hertz: try value(.hertz))
        case .karaoke: effect = .karaoke(amount: try value(.amount))
        case .tremolo: effect = .tremolo(hertz: try value(.hertz), depth: try value(.depth))
        case .vibrato: effect = .vibrato(hertz: try value(.hertz), depth: try value(.depth))
        case .lowPass: effect = .lowPass(hertz: try value(.hertz))
        case .mono: effect = .mono
        case .reverb: effect = .reverb(amount: try value(.amount))
        }
        self = effect.clamped
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(kind, forKey: .effect)
        switch self {
        case .equalizer(let gains): try container.encode(gains, forKey: .gains)
        case .bassBoost(let decibels): try container.encode(decibels, forKey: .decibels)
        case .timescale(let speed, let semitones):
            try container.encode(speed, forKey: .speed)
            try container.encode(semitones, forKey: .semitones)
        case .rotation(let hertz), .lowPass(let hertz): try container.encode(hertz, forKey: .hertz)
        case .karaoke(let amount), .reverb(let amount): try container.encode(amount, forKey: .amount)
        case .tremolo(let hertz, let depth), .vibrato(let hertz, let depth):
            try container.encode(hertz, forKey: .hertz)
            try container.encode(depth, forKey: .depth)
        case .mono: break
        }
    }
}
