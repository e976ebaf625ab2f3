import Audio
import DiscordTypes
import Foundation
import Jobs
import Storage
import Testing

@testable import Interactions

struct CommandTests {
    static let registry = CommandRegistry.standard

    @Test func `Discord accepts every command`() {
        #expect(CommandLimits.problems(of: Self.registry.registrations) == [])
    }

    @Test func `the page of commands is what the definitions say`() throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../docs/commands.md")
        let written = try String(contentsOf: page, encoding: .utf8)
        #expect(written == CommandTable.markdown(), "write it anew: timmybot commands table > docs/commands.md")
    }

    @Test func `every command is for servers only and has a handler`() {
        for command in Self.registry.commands {
            #expect(command.registration.contexts == [.guild])
            #expect(command.registration.installations == [.guild])
            #expect(Self.registry.command(named: command.registeredName)?.kind == command.kind)
        }
        #expect(Self.registry.command(named: "queue")?.registration.nameLocalizations["de"] == "warteschlange")
    }

    @Test(arguments: Language.allCases)
    func `every command, option and choice has its text`(language: Language) {
        for command in Self.registry.commands {
            let options = command.options + command.subcommands.flatMap(\.options)
            var wordings = command.subcommands.map(\.description) + options.map(\.description)
            wordings += options.flatMap(\.choices).map(\.name).filter { wording in
                // Languages are called what their speakers call them; presets have one name.
                !Language.allCases.contains { $0.ownName == wording[.english] }
                    && EffectPreset(rawValue: wording[.english] ?? "") == nil
                    && !AccountProvider.allCases.contains { $0.name == wording[.english] }
            }
            wordings.append(command.kind == .chatInput ? command.description : command.name)
            for wording in wordings {
                let english = wording[.english] ?? ""
                let text = wording[language] ?? CommandWords.table(of: language)[english]
                #expect(text?.isEmpty == false, "\(command.registeredName): \(english)")
            }
        }
    }

    @Test func `every button and every choice has a handler`() throws {
        let player = try #require(Self.registry.command(ofComponent: PlayerButton.skip.customID))
        for button in PlayerButton.allCases { #expect(player.press?(button.customID) == button.action) }
        #expect(player.press?("player:nonsense") == nil)
        let queue = try #require(Self.registry.command(named: "queue"))
        for choice in QueueChoice.allCases {
            #expect(queue.choose?(choice.customID, ["17"]) != nil)
            #expect(queue.choose?(choice.customID, ["17", "18"]) == nil)
            for value in ["", "0", "-1", "x", "17 "] { #expect(queue.choose?(choice.customID, [value]) == nil) }
        }
    }

    static let times: [(String, Int64?)] = [
        ("90", 90_000), ("1:30", 90_000), ("1:02:03", 3_723_000), ("2m10s", 130_000), ("1h5m", 3_900_000),
        ("45s", 45_000),
        ("0", 0), (" 1:30 ", 90_000), ("", nil), ("1:60", nil), ("1:2:3:4", nil), ("-5", nil), ("abc", nil),
        ("5m3", nil),
        ("3s2m", nil), ("99999999", nil), ("1:", nil), ("m", nil), ("25:00:00", nil),
    ]

    @Test(arguments: times)
    func `times are read as people write them`(text: String, expected: Int64?) {
        #expect(GivenTime.milliseconds(text) == expected)
    }

    @Test func `what would be refused is found before`() {
        func command(_ name: String, description: String = "d", options: [CommandOption] = []) -> ApplicationCommand {
            ApplicationCommand(
                name: name, nameLocalizations: [:], description: description, descriptionLocalizations: [:],
                options: options, defaultMemberPermissions: nil)
        }
        func option(_ name: String, required: Bool = false) -> CommandOption {
            CommandOption(
                .text, name: name, nameLocalizations: [:], description: "d", descriptionLocalizations: [:],
                isRequired: required)
        }
        let bad = [
            command("Play"), command("a b"), command(""), command(String(repeating: "a", count: 33)), command("a!"),
            command("a", description: ""), command("a", description: String(repeating: "x", count: 101)),
            command("a", options: (0..<26).map { option("o\($0)") }),
            command("a", options: [option("x"), option("x")]),
            command("a", options: [option("x"), option("y", required: true)]), command("a", options: [option("X")]),
        ]
        for command in bad { #expect(!CommandLimits.problems(of: command).isEmpty, "\(command.name)") }
        for name in ["läuft", "日本", "नमस्ते", "ภาษา", "a-b_c'1"] {
            #expect(CommandLimits.problems(of: command(name)).isEmpty, "\(name)")
        }
        #expect(CommandLimits.problems(of: [command("a"), command("a")]).count == 1)
    }

    static let addresses: [(String, MediaAddress)] = [
        ("https://example.org/a.ogg", .address("https://example.org/a.ogg")),
        ("  HTTP://example.org ", .address("HTTP://example.org")),
        ("<https://example.org/a>", .address("https://example.org/a")),
        ("https://exämple.org/ü?q=1#f", .address("https://exämple.org/ü?q=1#f")),
        ("never gonna give you up", .words), ("example.org/a.ogg", .words), ("12:30 mix", .words), ("", .empty),
        ("   ", .empty), ("<>", .empty), ("ftp://example.org/a", .otherScheme), ("file:///etc/passwd", .otherScheme),
        ("file:/etc/passwd", .otherScheme), ("data:audio/ogg;base64,AA", .otherScheme), ("javascript:x", .otherScheme),
        ("https://", .otherScheme), ("https:///a", .otherScheme), ("https:example.org", .words),
        ("https://example.org/a b", .otherScheme), ("https://example.org/\u{0}", .otherScheme),
        ("https://example.org\\@evil", .otherScheme), ("https://example.org/\u{7F}", .otherScheme),
        ("spotify:track:4uLU6hMCjMI75M1A2tKUQC", .address("https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC")),
        ("<Spotify:album:4uLU6hMC>", .address("https://open.spotify.com/album/4uLU6hMC")),
        ("spotify:user:zoë:playlist:37i9dQZF", .address("https://open.spotify.com/playlist/37i9dQZF")),
        ("spotify:artist:0OdUWJ0s", .address("https://open.spotify.com/artist/0OdUWJ0s")),
        ("spotify:episode:4uLU6hMC", .otherScheme), ("spotify:track:", .otherScheme), ("spotify:", .otherScheme),
        ("spotify:track:../me", .otherScheme), ("spotify:track:4uLU:6hMC", .otherScheme),
        ("https://e/" + String(repeating: "x", count: 2_000), .otherScheme), ("-x https://example.org", .words),
    ]

    @Test(arguments: addresses)
    func `an address is told from words`(text: String, expected: MediaAddress) {
        #expect(MediaAddress.read(text) == expected)
    }

    static func plan(_ name: String, _ options: [CommandUse.Option], from body: String = Body.command("x")) throws
        -> Interactions.Command.Plan
    {
        let command = try #require(registry.command(named: name))
        let attachment =
            #"{"id":"5","name":"\#(name)","type":1,"resolved":{"attachments":{"30":{"id":"30","filename":"a.ogg","size":9,"url":"https://cdn.example.org/a"}},"channels":{"40":{"type":2},"41":{"type":0},"42":{"type":13},"43":{"type":null}}}}"#
        var use = try JSONDecoder().decode(CommandUse.self, from: Data(attachment.utf8))
        use.options = options
        #expect(command.understands(use))
        return command.plan(
            CommandContext(
                use: use, texts: registry.texts(.english), transit: .milliseconds(120), registry: registry,
                publicURL: "https://music.example.org"))
    }

    static func action(_ plan: Interactions.Command.Plan) -> PlaybackAction? {
        if case .job(let action) = plan { action } else { nil }
    }

    static func words(_ plan: Interactions.Command.Plan) -> String? {
        if case .reply(let card) = plan { card.message(for: .everyone).text } else { nil }
    }

    static func option(_ name: String, _ value: CommandUse.Value) -> CommandUse.Option {
        CommandUse.Option(name: name, value: value)
    }

    @Test func `play takes an address or a file, and says so where it gets neither or both`() throws {
        let query = Self.option("query", .text("https://example.org/a"))
        let file = Self.option("file", .attachment(AttachmentID(30)))
        let upload = RequestedAttachment(
            id: AttachmentID(30), url: "https://cdn.example.org/a", filename: "a.ogg", size: 9, contentType: nil)
        let texts = Self.registry.texts(.english)
        #expect(Self.action(try Self.plan("play", [query])) == .play(PlayRequest(media: .url("https://example.org/a"))))
        #expect(Self.action(try Self.plan("play", [file])) == .play(PlayRequest(media: .attachment(upload))))
        #expect(Self.words(try Self.plan("play", [query, file])) == texts(.playOnlyOne).source)
        let neither = "Tell me what to play: a name or a link as `query`, or a file to upload as `file`."
        #expect(Self.words(try Self.plan("play", [])) == neither)
        #expect(Self.words(try Self.plan("play", [Self.option("query", .text(" "))])) == neither)
        #expect(
            Self.action(try Self.plan("play", [Self.option("query", .text(" --exec rm\n ytsearch:a\u{0}"))]))
                == .play(PlayRequest(media: .words("--exec rm ytsearch:a"))))
        #expect(
            Self.words(try Self.plan("play", [Self.option("query", .text(String(repeating: "a", count: 201)))]))
                == texts(.playTooLong).source)
        #expect(
            Self.words(try Self.plan("play", [Self.option("file", .attachment(AttachmentID(31)))]))
                == texts(.playUploadMissing).source)
    }

    @Test func `join takes voice and stage channels only`() throws {
        #expect(Self.action(try Self.plan("join", [])) == .join(channel: nil))
        for (channel, isVoice) in [(40, true), (41, false), (42, true), (43, false), (44, false)] as [(UInt64, Bool)] {
            let plan = try Self.plan("join", [Self.option("channel", .channel(ChannelID(channel)))])
            #expect(Self.action(plan) == (isVoice ? .join(channel: ChannelID(channel)) : nil))
        }
    }

    @Test func `queue takes a page within bounds`() throws {
        #expect(Self.action(try Self.plan("queue", [])) == .queue(page: 1))
        for (page, isPage) in [(1, true), (99_999, true), (0, false), (-1, false), (100_000, false), (.max, false)]
            as [(Int64, Bool)]
        {
            let plan = try Self.plan("queue", [Self.option("page", .integer(page))])
            #expect(Self.action(plan) == (isPage ? .queue(page: Int(page)) : nil))
        }
    }

    static let effectUses: [([CommandUse.Option], SoundChange)] = [
        ([], .show), ([option("preset", .text("bass"))], .preset(.bass)),
        ([option("off", .boolean(true))], .clearEffects),
        ([option("speed", .integer(125))], .effect(.timescale(speed: 1.25, semitones: 0))),
        ([option("pitch", .integer(-3))], .effect(.timescale(speed: 1, semitones: -3))),
        (
            [option("pitch", .integer(4)), option("speed", .integer(80))],
            .effect(.timescale(speed: 0.8, semitones: 4))
        ),
        (
            [option("equalizer", .text("-12, 3;0.5 12"))],
            .effect(.equalizer([-12, 3, 0.5, 12] + Array(repeating: 0, count: 11)))
        ),
        ([option("bass", .integer(6))], .effect(.bassBoost(decibels: 6))),
        ([option("rotation", .integer(12))], .effect(.rotation(hertz: 0.2))),
        ([option("rotation", .integer(0))], .remove(.rotation)),
        ([option("karaoke", .boolean(true))], .effect(.karaoke(amount: 1))),
        ([option("karaoke", .boolean(false))], .remove(.karaoke)),
        ([option("tremolo", .integer(50))], .effect(.tremolo(hertz: 6, depth: 0.5))),
        ([option("vibrato", .integer(50))], .effect(.vibrato(hertz: 6, depth: 0.5))),
        ([option("low-pass", .integer(900))], .effect(.lowPass(hertz: 900))),
        ([option("low-pass", .integer(0))], .remove(.lowPass)), ([option("mono", .boolean(true))], .effect(.mono)),
        ([option("mono", .boolean(false))], .remove(.mono)),
        ([option("reverb", .integer(40))], .effect(.reverb(amount: 0.4))),
    ]

    @Test(arguments: effectUses)
    func `every effect can be set by a command`(use: [CommandUse.Option], change: SoundChange) throws {
        #expect(Self.action(try Self.plan("effects", use)) == .sound(change))
    }

    @Test func `effects are set one at a time and within their ranges`() throws {
        let texts = Self.registry.texts(.english)
        for use in [
            [Self.option("bass", .integer(3)), Self.option("reverb", .integer(3))],
            [Self.option("off", .boolean(true)), Self.option("preset", .text("bass"))],
        ] {
            #expect(Self.words(try Self.plan("effects", use)) == texts(.oneAtATime).source)
        }
        for (name, number) in [("speed", 49), ("speed", 201), ("pitch", 13), ("bass", -1), ("reverb", 101)]
            as [(String, Int64)]
        {
            #expect(Self.words(try Self.plan("effects", [Self.option(name, .integer(number))])) != nil)
        }
        for text in ["", "loud", "13", "1 2 x", "nan", String(repeating: "1 ", count: 16)] {
            let plan = try Self.plan("effects", [Self.option("equalizer", .text(text))])
            #expect(Self.words(plan) == texts(.badEqualizer).source, "\(text)")
        }
    }

    @Test func `every kind of effect is among the options`() {
        let kinds = Self.effectUses.compactMap { use -> Effect.Kind? in
            if case .effect(let effect) = use.1 { effect.kind } else { nil }
        }
        #expect(Set(kinds) == Set(Effect.Kind.allCases))
    }

    @Test(arguments: [
        ("skip", PlaybackAction.skip), ("pause", .pause), ("resume", .resume), ("stop", .stop), ("leave", .leave),
        ("clear", .clear), ("nowplaying", .nowPlaying),
    ])
    func `the plain commands ask for what they are called`(name: String, action: PlaybackAction) throws {
        #expect(Self.action(try Self.plan(name, [])) == action)
    }

    @Test func `help lists every command and ping tells the way's length`() throws {
        let help = try #require(Self.words(try Self.plan("help", [])))
        for command in Self.registry.commands where command.kind == .chatInput {
            let name = command.registeredName.replacing("-", with: "\\-")
            #expect(help.contains("**/\(name)** \(command.description.text(in: .english).prefix(8))"))
        }
        #expect(help.hasSuffix("-# More: https://music.example.org"))
        #expect(Self.words(try Self.plan("ping", [])) == "Pong! Your message took 120 ms to me.")
    }
}
