package import Audio

/// How a guild's playback sounds. Kept with its queue.
package struct SoundSettings: Codable, Hashable, Sendable {
    package static let volumes = 0...200
    package static let crossfades = 0...12

    /// In percent of the original; above 100 a limiter keeps the peaks in bounds.
    package var volume = 100
    /// In the order in which the sound passes through them; each kind at most once.
    package var effects: [Effect] = []
    /// How long a track fades over into the next.
    package var crossfadeSeconds = 0
    /// Brings every track to the same loudness.
    package var normalizes = false
    /// Leaves out silence at the beginning and at the end of tracks.
    package var skipsSilence = false

    package init() {}

    /// Nothing was ever set, or all of it was taken back.
    package var isOriginal: Bool { self == SoundSettings() }

    /// Makes the change; values out of range are moved into it.
    package mutating func apply(_ change: SoundChange) {
        switch change {
        case .show: break
        case .volume(let percent): volume = min(max(percent, Self.volumes.lowerBound), Self.volumes.upperBound)
        case .effect(let effect): set(effect.clamped)
        case .remove(let kind): effects.removeAll { $0.kind == kind }
        case .preset(let preset): effects = preset.effects
        case .clearEffects: effects = []
        case .crossfade(let seconds):
            crossfadeSeconds = min(max(seconds, Self.crossfades.lowerBound), Self.crossfades.upperBound)
        case .normalize(let isOn): normalizes = isOn
        case .skipSilence(let isOn): skipsSilence = isOn
        }
    }

    /// An effect that is there keeps its place; one that would change nothing goes.
    private mutating func set(_ effect: Effect) {
        let place = effects.firstIndex { $0.kind == effect.kind }
        switch (place, effect.changesNothing) {
        case (let place?, true): effects.remove(at: place)
        case (let place?, false): effects[place] = effect
        case (nil, true): break
        case (nil, false): effects.append(effect)
        }
    }
}

extension SoundSettings {
    private enum Key: CodingKey {
        case volume, effects, crossfadeSeconds, normalizes, skipsSilence
    }

    /// Members that are missing are at their beginning; an effect this version doesn't know is left out.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.init()
        if let percent = try container.decodeIfPresent(Int.self, forKey: .volume) { apply(.volume(percent: percent)) }
        if let seconds = try container.decodeIfPresent(Int.self, forKey: .crossfadeSeconds) {
            apply(.crossfade(seconds: seconds))
        }
        normalizes = try container.decodeIfPresent(Bool.self, forKey: .normalizes) ?? false
        skipsSilence = try container.decodeIfPresent(Bool.self, forKey: .skipsSilence) ?? false
        for effect in try container.decodeIfPresent([Known].self, forKey: .effects) ?? [] {
            if let effect = effect.effect { apply(.effect(effect)) }
        }
    }

    private struct Known: Decodable {
        let effect: Effect?

        init(from decoder: any Decoder) throws {
            effect = try? Effect(from: decoder)
        }
    }
}
