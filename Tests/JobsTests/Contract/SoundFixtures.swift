import Audio
import Jobs
import Testing

enum SoundFixtures {
    static let changed: SoundSettings = {
        var settings = SoundSettings()
        settings.volume = 150
        settings.effects = [.equalizer([6] + Array(repeating: 0, count: 14)), .mono]
        settings.crossfadeSeconds = 12
        settings.normalizes = true
        settings.skipsSilence = true
        return settings
    }()

    /// What this version knows of settings that a later one has written.
    static let known: SoundSettings = {
        var settings = SoundSettings()
        settings.effects = [.reverb(amount: 0.5)]
        return settings
    }()
}

struct SoundSettingsTests {
    @Test func `changes are moved into their range`() {
        var settings = SoundSettings()
        settings.apply(.volume(percent: 900))
        settings.apply(.crossfade(seconds: -3))
        #expect(settings.volume == 200 && settings.crossfadeSeconds == 0)
        settings.apply(.volume(percent: 100))
        #expect(settings.isOriginal)
    }

    @Test func `an effect keeps its place, and one that changes nothing goes`() {
        var settings = SoundSettings()
        settings.apply(.effect(.reverb(amount: 0.2)))
        settings.apply(.effect(.mono))
        settings.apply(.effect(.reverb(amount: 0.9)))
        #expect(settings.effects == [.reverb(amount: 0.9), .mono])
        settings.apply(.effect(.reverb(amount: 0)))
        settings.apply(.remove(.lowPass))
        #expect(settings.effects == [.mono])
        settings.apply(.preset(.vaporwave))
        #expect(settings.effects == EffectPreset.vaporwave.effects)
        settings.apply(.clearEffects)
        #expect(settings.isOriginal)
    }
}
