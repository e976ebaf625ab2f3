package import Audio

/// What a job does to the sound. Encoded as an object with a `set` member that names the case.
package enum SoundChange: Hashable, Sendable {
    /// Changes nothing: the outcome tells the settings.
    case show
    case volume(percent: Int)
    /// Switches an effect on, or changes the one of its kind.
    case effect(Effect)
    case remove(Effect.Kind)
    /// These effects instead of all that were on.
    case preset(EffectPreset)
    case clearEffects
    case crossfade(seconds: Int)
    case normalize(Bool)
    case skipSilence(Bool)
}

extension SoundChange: Codable {
    private enum Key: CodingKey {
        case set, percent, effect, kind, preset, seconds, on
    }

    private enum Name: String, Codable {
        case show, volume, effect, remove, preset, clearEffects, crossfade, normalize, skipSilence
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func value<Value: Decodable>(_ key: Key) throws -> Value { try container.decode(Value.self, forKey: key) }
        switch try container.decode(Name.self, forKey: .set) {
        case .show: self = .show
        case .volume: self = .volume(percent: try value(.percent))
        case .effect: self = .effect(try value(.effect))
        case .remove: self = .remove(try value(.kind))
        case .preset: self = .preset(try value(.preset))
        case .clearEffects: self = .clearEffects
        case .crossfade: self = .crossfade(seconds: try value(.seconds))
        case .normalize: self = .normalize(try value(.on))
        case .skipSilence: self = .skipSilence(try value(.on))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        func encode(_ name: Name) throws { try container.encode(name, forKey: .set) }
        switch self {
        case .show: try encode(.show)
        case .volume(let percent):
            try encode(.volume)
            try container.encode(percent, forKey: .percent)
        case .effect(let effect):
            try encode(.effect)
            try container.encode(effect, forKey: .effect)
        case .remove(let kind):
            try encode(.remove)
            try container.encode(kind, forKey: .kind)
        case .preset(let preset):
            try encode(.preset)
            try container.encode(preset, forKey: .preset)
        case .clearEffects: try encode(.clearEffects)
        case .crossfade(let seconds):
            try encode(.crossfade)
            try container.encode(seconds, forKey: .seconds)
        case .normalize(let isOn):
            try encode(.normalize)
            try container.encode(isOn, forKey: .on)
        case .skipSilence(let isOn):
            try encode(.skipSilence)
            try container.encode(isOn, forKey: .on)
        }
    }
}
