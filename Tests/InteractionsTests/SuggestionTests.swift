import Access
import DiscordTypes
import Foundation
import Jobs
import Synchronization
import Testing

@testable import Interactions

/// What is proposed while a member types: in time, within Discord's limits, and nothing rather than an error.
@Suite(.timeLimit(.minutes(1)))
struct SuggestionTests {
    static func typing(_ text: String, option: String = "query", command: String = "play", guild: UInt64? = 10)
        -> String
    {
        Body.interaction(
            type: "4", guild: guild,
            data:
                #"{"id":"5","name":"\#(command)","type":1,"options":[{"name":"\#(option)","type":3,"value":"\#(text)","focused":true}]}"#
        )
    }

    static func choices(_ answer: EndpointAnswer) throws -> [ProposedChoice] {
        struct Answer: Decodable {
            struct Payload: Decodable { var choices: [ProposedChoice] }
            var type: Int
            var data: Payload
        }
        #expect(answer.status == 200)
        let decoded = try JSONDecoder().decode(Answer.self, from: Data(answer.body))
        #expect(decoded.type == 8)
        return decoded.data.choices
    }

    static func track(_ reference: String, _ title: String, artist: String? = nil) -> OfferedTrack {
        var track = OfferedTrack(reference: reference, title: title)
        track.artist = artist
        return track
    }

    @Test func `what the node proposes is shown with source, length and account`() async throws {
        let bench = Bench()
        let asked = Mutex<[SuggestionQuery]>([])
        var dependencies = bench.dependencies
        dependencies.suggest = { query in
            asked.withLock { $0.append(query) }
            var own = Self.track("https://open.example.org/track/1", "Leiter", artist: "Zoë")
            own.source = "Spotify"
            own.durationMilliseconds = 181_000
            own.isOwn = true
            var station = Self.track("radio x", "Radio *X*")
            station.isLive = true
            var list = Self.track("https://open.example.org/playlist/1", "Leise")
            list.source = "Spotify"
            (list.isList, list.entryCount, list.isOwn) = (true, 120, true)
            return TrackOffer(words: query.words, tracks: [own, list, station])
        }
        let (endpoint, _) = try bench.start(dependencies)
        let choices = try Self.choices(await bench.post(Self.typing(" lei  ter"), to: endpoint))
        #expect(
            choices == [
                ProposedChoice(
                    name: "Leiter — Zoë · Spotify · 3:01 · your account", value: "https://open.example.org/track/1"),
                ProposedChoice(
                    name: "📃 Leise · Spotify · 120 ♪ · your account", value: "https://open.example.org/playlist/1"),
                ProposedChoice(name: "Radio *X* · live", value: "Radio *X*"),
            ])
        #expect(asked.withLock { $0.map(\.words) } == ["lei ter"])
        #expect(asked.withLock { $0.map(\.member) } == [UserID(12)])
        #expect(asked.withLock { $0.map(\.guild) } == [GuildID(10)])
        // It takes nothing up, so that a thousand letters leave nothing behind.
        #expect(bench.store.content.withLock { $0.answers.isEmpty })
        #expect(bench.node.calls.count == 0)
    }

    @Test func `R19 there are at most 25 choices of at most 100 characters, and no value twice`() async throws {
        let long = String(repeating: "👩‍👩‍👧‍👦ö", count: 80)
        var tracks = (0..<40).map { number in
            var track = Self.track("https://example.org/\(number / 2)", long, artist: long)
            track.source = long
            track.durationMilliseconds = 1
            return track
        }
        tracks += [
            Self.track("site " + String(repeating: "x", count: 95), long), Self.track("site 1", ""),
            Self.track("https://e/\u{0}", "\u{202E}evil"),
        ]
        let choices = SuggestionReply(texts: CommandRegistry.standard.texts(.german)).choices(
            TrackOffer(words: "x", tracks: tracks))
        #expect(choices.count == 22)
        #expect(Set(choices.map(\.value)).count == choices.count)
        for choice in choices {
            #expect((1...100).contains(choice.name.utf16.count), "\(choice.name)")
            #expect((1...100).contains(choice.value.utf16.count), "\(choice.value)")
            #expect(!choice.name.contains("\u{202E}"))
        }
        let many = TrackOffer(words: "x", tracks: (0..<60).map { Self.track("https://example.org/\($0)", "t") })
        #expect(SuggestionReply(texts: CommandRegistry.standard.texts(.english)).choices(many).count == 25)
    }

    @Test func `R19 a value that was never proposed is words or an address like any other`() async throws {
        for (typed, media) in [
            ("radio x", RequestedMedia.words("radio x")), ("https://10.0.0.1/", .url("https://10.0.0.1/")),
        ] {
            let bench = Bench()
            let (endpoint, _) = try bench.start()
            _ = await bench.post(Body.play(typed), to: endpoint)
            #expect(bench.node.jobs.map(\.action) == [.play(PlayRequest(media: media))])
        }
    }

    @Test func `without a node the list is empty, at once where it refuses and in time where it hangs`() async throws {
        for hangs in [false, true] {
            let bench = Bench()
            let (hang, asked) = (Hang(), Tally())
            var dependencies = bench.dependencies
            dependencies.suggest = { _ in
                asked.add()
                if hangs { await hang.wait() }
                throw DeliveryError.nodeUnreachable
            }
            let (endpoint, _) = try bench.start(dependencies)
            async let answer = bench.post(Self.typing("leiter"), to: endpoint)
            await asked.reaches(1)
            if hangs {
                await bench.time.untilSomeoneSleeps(for: .milliseconds(280))
                bench.time.advance(to: .milliseconds(280))
            }
            #expect(try Self.choices(await answer).isEmpty)
            #expect(bench.results() == [.unavailable])
            hang.open()
        }
    }

    @Test func `a server that is not listed gets no proposals, and nobody is asked`() async throws {
        let bench = Bench()
        let asked = Tally()
        var dependencies = bench.dependencies
        dependencies.suggest = { _ in
            asked.add()
            return TrackOffer(words: "")
        }
        let (endpoint, _) = try bench.start(dependencies)
        #expect(try Self.choices(await bench.post(Self.typing("leiter", guild: 99), to: endpoint)).isEmpty)
        #expect(asked.count == 0)
    }

    static let unanswerable: [(String, String)] = [
        ("an address", typing("https://example.org/a")), ("another scheme", typing("file:///etc/passwd")),
        ("an option without proposals", typing("now", option: "place")),
        ("an unknown option", typing("x", option: "nosuch")), ("an unknown command", typing("x", command: "nosuch")),
        ("a direct message", typing("x", guild: nil)), ("too long", typing(String(repeating: "a", count: 201))),
        (
            "half a number",
            Body.interaction(
                type: "4",
                data:
                    #"{"id":"5","name":"play","type":1,"options":[{"name":"number","type":4,"value":"1x","focused":true}]}"#
            )
        ),
    ]

    @Test(arguments: 0..<unanswerable.count)
    func `what can't be answered gets an empty list, never an error`(index: Int) async throws {
        let bench = Bench()
        let asked = Tally()
        var dependencies = bench.dependencies
        dependencies.suggest = { _ in
            asked.add()
            return TrackOffer(words: "", tracks: [Self.track("https://e/a", "t")])
        }
        let (endpoint, _) = try bench.start(dependencies)
        let (name, body) = Self.unanswerable[index]
        #expect(try Self.choices(await bench.post(body, to: endpoint)).isEmpty, "\(name)")
        #expect(asked.count == 0, "\(name)")
    }
}
