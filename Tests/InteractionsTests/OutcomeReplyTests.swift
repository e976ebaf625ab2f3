import Audio
import DiscordTypes
import Jobs
import Testing

@testable import Interactions

/// The words of every outcome, in both languages.
struct OutcomeReplyTests {
    static let track = TrackSummary(
        entry: 1, title: "Für Elise", artist: "Ludwig van B.", link: "https://example.org/elise",
        durationMilliseconds: 177_000, requester: UserID(12), requesterName: "Ada")
    static let upload = TrackSummary(
        entry: 2, title: "take_1.mp3", artist: nil, link: nil, durationMilliseconds: nil, requester: UserID(13),
        requesterName: "Bo")
    static let player = PlayerState(
        phase: .playing, channel: ChannelID(7), current: track, positionMilliseconds: 61_500, waiting: 2)

    static func say(_ outcome: JobOutcome, _ language: Language) -> String {
        OutcomeReply(texts: CommandRegistry.standard.texts(language)).card(outcome).message(for: .everyone).text
    }

    static let elise = "**[Für Elise](<https://example.org/elise>)** — Ludwig van B."

    static let golden: [(JobOutcome, english: String, german: String)] = [
        (.queued(track, ahead: 0), "Playing \(elise).", "Jetzt läuft \(elise)."),
        (
            .queued(upload, ahead: 1), "Added **take\\_1.mp3**. One track plays before it.",
            "**take\\_1.mp3** ist in der Warteschlange. Ein Titel spielt vorher."
        ),
        (
            .queued(upload, ahead: 12), "Added **take\\_1.mp3**. 12 tracks play before it.",
            "**take\\_1.mp3** ist in der Warteschlange. 12 Titel spielen vorher."
        ),
        (
            .skipped(upload, next: track), "Skipped **take\\_1.mp3**.\nNow: \(elise)",
            "**take\\_1.mp3** übersprungen.\nJetzt: \(elise)"
        ),
        (
            .skipped(upload, next: nil), "Skipped **take\\_1.mp3**. Nothing else is waiting.",
            "**take\\_1.mp3** übersprungen. Sonst wartet nichts."
        ),
        (
            .paused(player), "Paused \(elise) at 1:01. `/resume` plays on.",
            "\(elise) bei 1:01 angehalten. Mit `/fortsetzen` geht es weiter."
        ),
        (.resumed(player), "Playing \(elise) on from 1:01.", "\(elise) spielt weiter ab 1:01."),
        (.stopped(removed: 0), "Stopped. See you!", "Schluss für jetzt. Bis bald!"),
        (
            .stopped(removed: 1), "Stopped and removed the one waiting track. See you!",
            "Schluss für jetzt, den einen wartenden Titel habe ich entfernt. Bis bald!"
        ),
        (
            .stopped(removed: 3), "Stopped and removed 3 waiting tracks. See you!",
            "Schluss für jetzt, 3 wartende Titel habe ich entfernt. Bis bald!"
        ),
        (.cleared(removed: 0), "No tracks were waiting.", "Es wartete kein Titel."),
        (
            .cleared(removed: 2), "Removed 2 waiting tracks. What plays now goes on.",
            "2 wartende Titel sind entfernt. Was gerade spielt, läuft weiter."
        ),
        (.joined(ChannelID(7)), "I am in <#7> now.", "Ich bin jetzt in <#7>."),
        (.left, "I have left the voice channel.", "Ich habe den Sprachkanal verlassen."),
        (
            .failed(.missingPermissions(ChannelID(7), ["Connect", "Speak"])),
            "I may not do that in <#7>. Ask an admin to give me: **Connect**, **Speak**.",
            "In <#7> darf ich das nicht. Bitte einen Admin, mir das zu erlauben: **Connect**, **Speak**."
        ),
        (
            .failed(.playingElsewhere(ChannelID(7))),
            "I am playing in <#7>. Join it, or stop the music there with `/stop`.",
            "Ich spiele gerade in <#7>. Komm dorthin oder beende die Musik dort mit `/stopp`."
        ),
        (
            .failed(.queueFull(limit: 500)),
            "The queue is full (500 tracks). Wait for some to be played or use `/clear`.",
            "Die Warteschlange ist voll (500 Titel). Warte, bis welche gespielt sind, oder nimm `/leeren`."
        ),
    ]

    @Test(arguments: 0..<golden.count)
    func `an outcome is told in plain words`(index: Int) {
        let (outcome, english, german) = Self.golden[index]
        #expect(Self.say(outcome, .english) == english)
        #expect(Self.say(outcome, .german) == german)
    }

    static let failures: [JobFailure] =
        [
            .notInVoice, .playingElsewhere(ChannelID(7)), .missingPermissions(ChannelID(7), ["Speak"]),
            .channelFull(ChannelID(7)), .suppressedOnStage(ChannelID(7)), .voiceConnectionFailed("ip discovery"),
            .unknownGuild, .nothingPlaying, .alreadyPaused, .notPaused, .notConnected, .queueFull(limit: 9), .busy,
            .storeUnavailable, .newerVersion, .internal(reference: "42"),
        ] + MediaProblem.allCases.map { .unusableMedia($0) }

    @Test(arguments: Language.allCases)
    func `each failure has a sentence of its own`(language: Language) {
        let said = Self.failures.map { Self.say(.failed($0), language) }
        #expect(Set(said).count == said.count)
        for sentence in said {
            #expect(!sentence.contains("{"))
            #expect([".", "。", "42"].contains { sentence.hasSuffix($0) })
        }
        // What the node says for the operator stays with the operator.
        #expect(!said.joined().contains("ip discovery"))
    }

    @Test func `the player's message tells where the sound comes from and how good it is`() {
        var player = Self.player
        player.current?.source = "Apple Music"
        player.quality = TrackQuality(codec: "Opus", kilobitsPerSecond: 128, playedFrom: "YouTube")
        player.isPassedThrough = true
        let english = PlayerCard(locale: "en-US").message(player).text
        #expect(english.contains("Apple Music · played from YouTube · Opus 128 kbit/s · original quality\n"))
        player.isPassedThrough = nil
        player.quality = TrackQuality(codec: "MP3")
        let german = PlayerCard(locale: "de").message(player).text
        #expect(german.contains("Apple Music · MP3\n"), "\(german)")
        player.quality = nil
        #expect(PlayerCard(locale: "de").message(player).text.contains("Apple Music\n"))
    }

    @Test(arguments: Language.allCases)
    func `nowplaying tells the quality in its reader's language`(language: Language) {
        var player = Self.player
        player.current?.source = "Apple Music"
        player.current?.account = "Spotify"
        player.quality = TrackQuality(codec: "Opus", kilobitsPerSecond: 160, playedFrom: "YouTube")
        player.isPassedThrough = true
        let texts = CommandRegistry.standard.texts(language)
        let line = [
            "Apple Music", texts(.accountOf, ["member": "Spotify"]).source,
            texts(.playedFrom, ["source": "YouTube"]).source, "Opus 160 kbit/s", texts(.originalQuality).source,
        ].joined(separator: " · ")
        let told = Self.say(.nowPlaying(player), language)
        #expect(told.contains("\n\(line)\n") || told.hasSuffix("\n\(line)"), "\(told)")
        player.isPassedThrough = nil
        #expect(!Self.say(.nowPlaying(player), language).contains(texts(.originalQuality).source))
    }

    @Test func `nowplaying shows a bar, the circumstances and the privacy code`() {
        var player = Self.player
        player.privacyCode = "123456789012345678901234567890"
        #expect(
            Self.say(.nowPlaying(player), .english) == """
                ### Now playing
                \(Self.elise)
                ▬▬▬▬▬🔘▬▬▬▬▬▬▬▬▬▬ `1:01 / 2:57`
                In <#7> · requested by <@12> · 2 tracks waiting
                example.org
                -# End-to-end encrypted. Privacy code: `12345 67890 12345 67890 12345 67890`
                """)
        player.phase = .paused
        player.current = Self.upload
        player.waiting = 0
        player.privacyCode = nil
        #expect(
            Self.say(.nowPlaying(player), .german) == """
                ### Angehalten
                **take\\_1.mp3**
                bisher 1:01
                In <#7> · gewünscht von <@13> · nichts wartet
                """)
        player.current = nil
        #expect(Self.say(.nowPlaying(player), .english) == "Nothing is playing. Start something with `/play`.")
    }

    @Test(arguments: [
        (0, 100, "🔘▬▬▬"), (24, 100, "🔘▬▬▬"), (25, 100, "▬🔘▬▬"), (99, 100, "▬▬▬🔘"), (100, 100, "▬▬▬🔘"),
        (500, 100, "▬▬▬🔘"), (-5, 100, "🔘▬▬▬"), (Int64.max, Int64.max, "▬▬▬🔘"),
    ])
    func `the bar's knob stays on the bar`(position: Int64, length: Int64, expected: String) {
        #expect(PlayingTime.bar(position: position, length: length, width: 4) == expected)
    }

    @Test(arguments: [
        (0, "0:00"), (999, "0:00"), (59_999, "0:59"), (60_000, "1:00"), (3_599_999, "59:59"), (3_600_000, "1:00:00"),
        (-1, "0:00"), (1_000_000_000_000_000, "277777777:46:40"),
    ])
    func `times read like a player's`(milliseconds: Int64, expected: String) {
        #expect(PlayingTime.text(milliseconds: milliseconds) == expected)
    }

    @Test(arguments: [nil, Int64(0), -5])
    func `a track of unknown length has no bar`(length: Int64?) {
        #expect(PlayingTime.bar(position: 1, length: length) == nil)
    }

    @Test(arguments: Language.allCases)
    func `a list that could not begin with its first track says why, then what plays`(language: Language) throws {
        let list = QueuedList(
            title: nil, count: 9, passed: [PassedTrack(title: "*Gone*", problem: .notAvailable)])
        let lines = Self.say(.queuedList(Self.track, ahead: 0, list), language).split(separator: "\n")
        let reason = CommandRegistry.standard.texts(language).plain(.mediaNotAvailable)
        #expect(lines.first?.contains("**\\*Gone\\***") == true && lines.first?.contains(reason) == true)
        #expect(lines.dropFirst().first?.contains("Für Elise") == true)
        #expect(!Self.say(.queuedList(Self.track, ahead: 0, QueuedList(title: nil, count: 9)), language).contains("⚠️"))
    }

    @Test(arguments: Language.allCases)
    func `how far a list has come is told beside what waits`(language: Language) {
        var player = Self.player
        for (count, expected) in [(nil, ["350"]), (1_000, ["350", "1000"])] as [(Int?, [String])] {
            player.arriving = ArrivingEntries(added: 350, count: count)
            let told = Self.say(.nowPlaying(player), language)
            #expect(expected.allSatisfy { told.contains($0) })
            let shown = PlayerCard(locale: language.locales[0]).message(player).text
            #expect(expected.allSatisfy { shown.contains($0) })
        }
    }

    @Test func `the sound is told in the words of its command`() {
        var sound = SoundSettings()
        sound.volume = 80
        sound.effects = [
            .timescale(speed: 1.25, semitones: -2), .timescale(speed: 1, semitones: 3.5), .bassBoost(decibels: 6),
            .rotation(hertz: 0.2), .equalizer([3]), .karaoke(amount: 1), .tremolo(hertz: 6, depth: 0.5),
            .vibrato(hertz: 6, depth: 0.25), .lowPass(hertz: 900), .mono, .reverb(amount: 0.4),
        ]
        let told = Self.say(.sound(sound), .english)
        #expect(told.contains("Volume: 80 %"))
        let effects =
            "`speed` 125 %, `pitch` -2, `pitch` 3.5, `bass` 6 dB, `rotation` 12, `equalizer`, `karaoke` 100 %, "
            + "`tremolo` 50 %, `vibrato` 25 %, `low-pass` 900 Hz, `mono`, `reverb` 40 %"
        #expect(told.contains("Effects: \(effects)"), "\(told)")
    }
}
