internal import Audio
internal import Jobs

/// How the playback sounds now.
struct SoundReply: Sendable {
    let texts: Texts

    func card(_ sound: SoundSettings) -> Card {
        var body = [texts(.soundVolume, ["percent": "\(sound.volume)"])]
        if !sound.effects.isEmpty {
            let names = sound.effects.map(Self.text).joined(separator: ", ")
            body.append(texts(.soundEffects, ["effects": Markdown(trusted: names)]))
        }
        if sound.crossfadeSeconds > 0 {
            body.append(texts(.soundCrossfade, ["seconds": "\(sound.crossfadeSeconds)"]))
        }
        if sound.normalizes { body.append(texts(.soundNormalized)) }
        if sound.skipsSilence { body.append(texts(.soundSkipsSilence)) }
        return Card(tone: .music, body: body)
    }

    /// The command's options with their values, which are the same in every language.
    private static func text(_ effect: Effect) -> String {
        switch effect {
        case .timescale(let speed, let semitones):
            let parts = [
                speed == 1 ? nil : "`speed` \(percent(speed))", semitones == 0 ? nil : "`pitch` \(number(semitones))",
            ]
            return parts.compactMap(\.self).joined(separator: ", ")
        case .equalizer: return "`equalizer`"
        case .bassBoost(let decibels): return "`bass` \(number(decibels)) dB"
        case .rotation(let hertz): return "`rotation` \(number(hertz * 60))"
        case .karaoke(let amount): return "`karaoke` \(percent(amount))"
        case .tremolo(_, let depth): return "`tremolo` \(percent(depth))"
        case .vibrato(_, let depth): return "`vibrato` \(percent(depth))"
        case .lowPass(let hertz): return "`low-pass` \(number(hertz)) Hz"
        case .mono: return "`mono`"
        case .reverb(let amount): return "`reverb` \(percent(amount))"
        }
    }

    private static func percent(_ share: Double) -> String { "\(number(share * 100)) %" }

    /// Rounded to tenths, and without them where there are none.
    private static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
    }
}
