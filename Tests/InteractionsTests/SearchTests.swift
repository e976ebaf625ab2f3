import DiscordTypes
import Foundation
import Jobs
import Testing

@testable import Interactions

/// `/search`, `/wrong-song`, `/my-playlists`: what they show, and what a choice comes to.
struct SearchTests {
    static let registry = CommandRegistry.standard
    static let texts = registry.texts(.english)

    static func card(_ result: MusicResult) -> Card { OutcomeReply(texts: texts).card(.music(result)) }

    static var offer: TrackOffer {
        var first = OfferedTrack(reference: "https://example.org/1", title: "Leiter")
        first.artist = "Zoë"
        first.source = "YouTube"
        first.durationMilliseconds = 181_000
        first.link = "https://example.org/1"
        var second = OfferedTrack(reference: "spotify 2", title: "**Leiter** (Cover)")
        second.isOwn = true
        return TrackOffer(words: "lei*ter", tracks: [first, second], missing: ["SoundCloud", "Spotify"])
    }

    @Test func `what was found can be chosen, several at once, and who did not answer is named`() throws {
        let card = Self.card(.found(offer: Self.offer))
        #expect(card.title?.source == #"Found for “lei\*ter”"#)
        #expect(card.body.map(\.source).first == "1\\. **[Leiter](<https://example.org/1>)** — Zoë · YouTube · 3\\:01")
        #expect(card.body.map(\.source).last == #"2\. **\*\*Leiter\*\* \(Cover\)** · your account"#)
        #expect(card.footnote?.source == "No answer in time from: SoundCloud, Spotify.")
        let select = try #require(card.selects.first)
        #expect(select.maximumChosen == 2)
        #expect(select.choices.map(\.value) == ["https://example.org/1", "spotify 2"])
        #expect(select.choices.map(\.label) == ["1. Leiter", "2. **Leiter** (Cover)"])
        #expect(select.choices[0].description == "Zoë · YouTube · 3:01")
        let message = String(decoding: try JSONEncoder().encode(card.message(for: .requester)), as: UTF8.self)
        #expect(message.contains(#""max_values":2"#))
    }

    @Test func `where nothing was found the answer says what helps`() {
        let card = Self.card(.found(offer: TrackOffer(words: "x", missing: ["YouTube"])))
        #expect(card.selects.isEmpty)
        #expect(card.body.map(\.source) == [Self.texts(.searchNothing).source])
        #expect(card.footnote?.source.contains("YouTube") == true)
    }

    @Test(arguments: Language.allCases)
    func `long lists fit a message in every language`(language: Language) {
        var offer = Self.offer
        let long = String(repeating: "ö*", count: 200)
        offer.tracks = (0..<25).map { number in
            var track = OfferedTrack(reference: "https://example.org/\(number)", title: long)
            (track.artist, track.source, track.durationMilliseconds) = (long, long, 36_000_000)
            track.link = "https://example.org/" + String(repeating: "x", count: 270)
            return track
        }
        let lists = OwnPlaylists(
            lists: (0..<60).map {
                OwnPlaylist(reference: "spotify \($0)", title: long, source: "Spotify", count: 10_000)
            })
        for result in [MusicResult.found(offer: offer), .playlists(lists: lists)] {
            let card = OutcomeReply(texts: Self.registry.texts(language)).card(.music(result))
            #expect(MessageBudget.length(of: card.message(for: .requester)) <= MessageBudget.characters)
            for choice in card.selects.flatMap(\.choices) {
                #expect((1...100).contains(choice.label.utf16.count))
                #expect((choice.description?.utf16.count ?? 1) <= 100)
            }
            #expect(card.selects.allSatisfy { (1...25).contains($0.choices.count) })
        }
    }

    @Test(arguments: Language.allCases, [25, 26, 60])
    func `of many playlists it says how many are not shown`(language: Language, count: Int) {
        let lists = OwnPlaylists(
            lists: (0..<count).map {
                OwnPlaylist(reference: "spotify \($0)", title: "List \($0)", source: nil, count: 1)
            })
        let texts = Self.registry.texts(language)
        let card = OutcomeReply(texts: texts).card(.music(.playlists(lists: lists)))
        let more = texts(.ownPlaylistsMore, ["count": "\(count - 25)"]).source
        #expect(card.footnote?.source.contains(more) == (count > 25), "\(card.footnote?.source ?? "")")
        #expect(card.selects.first?.choices.count == 25)
    }

    @Test func `search takes words only`() throws {
        func plan(_ text: String) throws -> Interactions.Command.Plan {
            try CommandTests.plan("search", [CommandTests.option("words", .text(text))])
        }
        #expect(CommandTests.action(try plan(" zoë\n leiter ")) == .music(.search(words: "zoë leiter")))
        #expect(CommandTests.words(try plan("https://example.org/a")) == Self.texts(.searchNeedsWords).source)
        #expect(CommandTests.words(try plan("  ")) == Self.texts(.searchEmpty).source)
    }

    @Test func `a choice comes back as references`() throws {
        let search = try #require(Self.registry.command(ofComponent: TrackPicker.searchID))
        let values = ["https://example.org/1", "spotify 2"]
        #expect(search.choose?(TrackPicker.searchID, values) == .music(.choose(references: values)))
        #expect(search.pressForm(TrackPicker.searchID) == .message(.everyone))
        let wrong = try #require(Self.registry.command(ofComponent: TrackPicker.correctionID(of: 17)))
        #expect(
            wrong.choose?(TrackPicker.correctionID(of: 17), ["youtube x"])
                == .music(.correct(entry: 17, reference: "youtube x")))
        let settling = try #require(TrackPicker.settlingID(of: "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC"))
        #expect(
            search.choose?(settling, ["youtube x"])
                == .music(
                    .settle(
                        reference: "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC", choice: "youtube x")))
        #expect(search.choose?("search:for:file:///x", ["youtube x"]) == nil)
        #expect(search.choose?(settling, ["youtube x", "youtube y"]) == nil)
        let lists = try #require(Self.registry.command(ofComponent: TrackPicker.playlistID))
        #expect(lists.choose?(TrackPicker.playlistID, ["spotify 9"]) == .music(.playPlaylist(reference: "spotify 9")))
        // Nobody else is to read the name of a private playlist.
        #expect(lists.visibility == .requester && lists.pressForm(TrackPicker.playlistID) == .message(.requester))
    }

    @Test func `R18 forged choices are refused`() throws {
        let search = try #require(Self.registry.command(named: "search"))
        let forged = [
            [], ["x"], ["file:///etc/passwd"], ["nosuch 1"], ["youtube a\u{0}b"],
            ["https://e/" + String(repeating: "x", count: 91)], (0..<26).map { "https://example.org/\($0)" },
        ]
        for values in forged { #expect(search.choose?(TrackPicker.searchID, values) == nil, "\(values)") }
        #expect(search.choose?("search:other", ["youtube x"]) == nil)
        let wrong = try #require(Self.registry.command(named: "wrong-song"))
        for id in ["wrong-song:", "wrong-song:0", "wrong-song:-1", "wrong-song:+1", "wrong-song:01", "wrong-song:x"] {
            #expect(wrong.choose?(id, ["youtube x"]) == nil, "\(id)")
        }
        #expect(wrong.choose?("wrong-song:17", ["youtube x", "youtube y"]) == nil)
    }

    @Test func `R18 a value chosen twice is refused`() async throws {
        let bench = Bench()
        let (endpoint, _) = try bench.start()
        let twice = #"{"custom_id":"search:choose","component_type":3,"values":["youtube x","youtube x"]}"#
        let spoken = try Spoken(await bench.post(Body.interaction(type: "3", data: twice), to: endpoint))
        #expect(spoken.isEphemeral)
        #expect(bench.node.calls.count == 0)
    }

    static let texted: [(String, [String])] = [
        ("https://example.org/a", ["https://example.org/a"]),
        (
            "Hear https://example.org/a, and (https://example.org/b).",
            ["https://example.org/a", "https://example.org/b"]
        ),
        (
            "[name](https://example.org/a_(live)) <https://example.org/c>",
            ["https://example.org/a_(live)", "https://example.org/c"]
        ),
        ("**https://example.org/a**\nhttps://example.org/a", ["https://example.org/a"]),
        ("||http://example.org/x?y=1#z||", ["http://example.org/x?y=1#z"]),
        ("https:// http://", []), ("javascript:alert(1) file:///etc", []), ("", []),
    ]

    @Test(arguments: texted)
    func `links are found as people write them`(text: String, links: [String]) {
        #expect(MessageLinks.all(in: text) == links)
    }

    @Test func `play this takes music files, else links, else what is embedded`() throws {
        func action(_ message: CommandUse.Message) throws -> PlaybackAction? {
            let command = try #require(Self.registry.command(named: "Play this"))
            let json = #"{"id":"5","name":"Play this","type":3,"target_id":"7"}"#
            var use = try JSONDecoder().decode(CommandUse.self, from: Data(json.utf8))
            use.target = .message(message)
            return CommandTests.action(
                command.plan(
                    CommandContext(use: use, texts: Self.texts, transit: .zero, registry: Self.registry, publicURL: nil)
                ))
        }
        func file(_ id: UInt64, _ type: String?) throws -> DiscordTypes.Attachment {
            let type = type.map { #""content_type":"\#($0)","# } ?? ""
            let json = #"{"id":"\#(id)",\#(type)"filename":"a","size":1,"url":"https://cdn.example.org/\#(id)"}"#
            return try JSONDecoder().decode(DiscordTypes.Attachment.self, from: Data(json.utf8))
        }
        let (image, song, video) = (try file(1, "image/png"), try file(2, "audio/mpeg"), try file(3, "video/mp4"))
        var both = PlayRequest(media: .attachment(RequestedAttachment(song)))
        both.more = [.attachment(RequestedAttachment(video))]
        let link = "see https://example.org/a"
        #expect(try action(.init(content: link, attachments: [image, song, video])) == .play(both))
        #expect(
            try action(.init(content: link, attachments: [image], embeddedLinks: ["https://e.org/b"]))
                == .play(PlayRequest(media: .url("https://example.org/a"))))
        #expect(
            try action(.init(content: "", attachments: [], embeddedLinks: ["https://e.org/b"]))
                == .play(PlayRequest(media: .url("https://e.org/b"))))
        #expect(try action(.init(content: "hello", attachments: [image])) == nil)
    }

    @Test func `a forwarded message is read like its original`() throws {
        let json = """
            {"id":"5","name":"Play this","type":3,"target_id":"7","resolved":{"messages":{"7":{"content":"",
            "message_snapshots":[{"message":{"content":"https://example.org/a","attachments":[],
            "embeds":[{"url":"https://example.org/b"},{}]}}]}}}}
            """
        let use = try JSONDecoder().decode(CommandUse.self, from: Data(json.utf8))
        guard case .message(let message)? = use.target else { throw CancellationError() }
        #expect(MessageLinks.all(in: message.content) == ["https://example.org/a"])
        #expect(message.embeddedLinks == ["https://example.org/b"])
    }

    @Test(arguments: Language.allCases)
    func `notices of lists and accounts name what they are about`(language: Language) {
        let lost = NoticeReply(locale: language.locales[0]).text(.playsPublicly(title: "*a*", .soundcloud))
        #expect(lost.contains("**\\*a\\***") && lost.contains("SoundCloud"))
        let cut = NoticeReply(locale: language.locales[0]).text(.listCut(added: 50, count: 100))
        #expect(cut.contains("50") && cut.contains("100"))
        let gone = NoticeReply(locale: language.locales[0]).text(.trackGivenUp(title: "*a*", requester: UserID(1)))
        #expect(gone.contains("**\\*a\\***") && gone.contains("`/"))
        let rest = NoticeReply(locale: language.locales[0]).text(.listGivenUp(added: 50))
        #expect(rest.contains("50"))
        #expect(!(lost + cut + gone + rest).contains("{"))
    }

    @Test func `notices speak the room's language`() {
        let notice = Notice.trackFailed(title: "*Leiter*", requester: UserID(1), .notAvailable)
        #expect(
            NoticeReply(locale: "de").text(notice)
                == "⚠️ **\\*Leiter\\*** wurde übersprungen. " + Self.registry.texts(.german).plain(.mediaNotAvailable))
        #expect(NoticeReply(locale: nil).text(.leftAlone(minutes: 5)).contains("`/join`"))
        #expect(NoticeReply(locale: "de").linkLost(at: "Spotify").hasPrefix("Spotify nimmt das Konto nicht mehr an"))
        #expect(RoomSettings.languages.map(\.locale) == Language.allCases.map { $0.locales[0] })
        #expect(RoomSettings.languages.map(\.name) == Language.allCases.map(\.ownName))
        for language in Language.allCases {
            for notice in [
                notice, .trackStuck(title: "a", requester: UserID(1)), .leftAlone(minutes: 1),
                .leftSilenced(minutes: 2), .voiceLost, .playerForbidden(ChannelID(3)),
                .trackFailed(title: "a", requester: UserID(1), .incomplete),
            ] {
                #expect(!NoticeReply(locale: language.locales[0]).text(notice).contains("{"))
            }
            #expect(!NoticeReply(locale: language.locales[0]).linkLost(at: "Spotify").contains("{"))
        }
    }
}
