internal import Audio
internal import Jobs

/// How the playback sounds now.
struct SoundReply: Sendable {
    let texts: Texts

    func card(_ sound: SoundSettings) -> Card {
        var body = [texts(.soundVolume, ["percent": "\(sound.volume)"])]
        if !sound.effects.isEmpty {
            // The kinds are the names of the command's choices: the same in every language.
            let names = sound.effects.map { "`\($0.kind.rawValue)`" }.joined(separator: ", ")
            body.append(texts(.soundEffects, ["effects": Markdown(trusted: names)]))
        }
        if sound.crossfadeSeconds > 0 {
            body.append(texts(.soundCrossfade, ["seconds": "\(sound.crossfadeSeconds)"]))
        }
        if sound.normalizes { body.append(texts(.soundNormalized)) }
        if sound.skipsSilence { body.append(texts(.soundSkipsSilence)) }
        return Card(tone: .music, body: body)
    }
}
