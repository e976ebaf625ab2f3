import DiscordTypes
import Foundation
import Jobs
import Synchronization
import Testing

@testable import Interactions

@Suite(.timeLimit(.minutes(1)))
struct ReadingTests {
    static let malformed: [(name: String, body: [UInt8])] = [
        ("not UTF-8", Array(#"{"type":1,"x":""#.utf8) + [0xFF] + Array(#""}"#.utf8)),
        ("BOM", [0xEF, 0xBB, 0xBF] + Array(Body.ping.utf8)),
        ("UTF-16", Body.ping.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
        (
            "depth 600",
            Array((#"{"type":1,"x":"# + StrictDepth.text(600) + "}").utf8)
        ),
        ("20k keys", Array(("{\"type\":1," + (0..<20_000).map { "\"k\($0)\":0" }.joined(separator: ",") + "}").utf8)),
        ("duplicate type", Array(#"{"type":1,"type":2}"#.utf8)),
        ("duplicate type, escaped", Array(#"{"type":1,"\u0074ype":2}"#.utf8)),
        ("type 1.0", Array(#"{"type":1.0}"#.utf8)),
        ("type 1e0", Array(#"{"type":1e0}"#.utf8)),
        ("type as text", Array(#"{"type":"1"}"#.utf8)),
        ("type missing", Array("{}".utf8)),
        ("2^63", Array(#"{"type":9223372036854775808}"#.utf8)),
        ("lone surrogate", Array(#"{"type":1,"x":"\ud800"}"#.utf8)),
        ("trailing bytes", Array((Body.ping + "x").utf8)),
        ("trailing comma", Array(#"{"type":1,}"#.utf8)),
        ("an array", Array("[1]".utf8)),
        ("null", Array("null".utf8)),
        ("no id", Array(#"{"type":2,"application_id":"2","token":"t","data":{"name":"ping"}}"#.utf8)),
        ("no data", Array(#"{"type":2,"id":"1","application_id":"2","token":"t"}"#.utf8)),
        ("a token with a slash", Array(Body.command("ping").replacing("secret-token", with: "a/b").utf8)),
        (
            "a negative snowflake",
            Array(Body.command("ping").replacing(#""guild_id":"10""#, with: #""guild_id":"-1""#).utf8)
        ),
    ]

    enum StrictDepth {
        static func text(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
    }

    @Test(arguments: 0..<malformed.count)
    func `R15 a signed body that is no plain JSON interaction gets 400`(index: Int) async throws {
        let bench = Bench()
        let (endpoint, _) = try bench.start()
        let (name, body) = Self.malformed[index]
        let (signature, timestamp) = bench.sign(body)
        let answer = await endpoint.answer(signatures: [signature], timestamps: [timestamp], body: body)
        #expect(answer.status == 400, "\(name)")
        #expect(bench.node.calls.count == 0)
        #expect(!bench.log.lines.joined().contains("secret-token"))
    }

    @Test(arguments: [
        #"{"type":1}"#, #"{"x":{"type":2},"type":1}"#, #"{"type":2}"#, #"{"type":-1}"#, #"{"t\u0079pe":1}"#, "{}",
        #"{"type":null}"#, #"{"type":true}"#, #"{"type":10}"#,
    ])
    func `the quick way to a ping agrees with the decoder`(text: String) throws {
        let isPing = try StrictJSON.check(Array(text.utf8)) == .object(type: IncomingInteraction.pingType)
        var decoded = false
        if case .ping? = try? JSONDecoder().decode(IncomingInteraction.self, from: Data(text.utf8)) { decoded = true }
        #expect(isPing == decoded)
    }

    static let unknown: [(name: String, body: String, says: TextKey)] = [
        ("interaction type", Body.interaction(type: "99", data: "{}"), .unknownInteraction),
        ("modal", Body.interaction(type: "5", data: #"{"custom_id":"x"}"#), .unknownInteraction),
        ("command", Body.command("nosuch"), .unknownCommand),
        (
            "command type", Body.interaction(type: "2", data: #"{"name":"skip","type":9}"#), .unknownCommand
        ),
        (
            "option type", Body.command("play", options: #"[{"name":"query","type":77,"value":[1]}]"#),
            .unknownOption
        ),
        ("option name", Body.command("skip", options: #"[{"name":"x","type":3,"value":"y"}]"#), .unknownOption),
        (
            "option of another type", Body.command("queue", options: #"[{"name":"page","type":3,"value":"1"}]"#),
            .unknownOption
        ),
        (
            "option given twice",
            Body.command(
                "queue", options: #"[{"name":"page","type":4,"value":1},{"name":"page","type":4,"value":2}]"#),
            .unknownOption
        ),
        (
            "component type", Body.interaction(type: "3", data: #"{"custom_id":"queue:1","component_type":88}"#),
            .unknownComponent
        ),
        ("DM", Body.command("skip", guild: nil), .onlyInServers),
        ("DM button", Body.button("queue:1", guild: nil), .onlyInServers),
        (
            "member null",
            #"{"id":"1","application_id":"2","token":"t","type":2,"guild_id":"10","member":null,"data":{"name":"skip"}}"#,
            .onlyInServers
        ),
        (
            "member without user",
            #"{"id":"1","application_id":"2","token":"t","type":2,"guild_id":"10","member":{},"data":{"name":"skip"}}"#,
            .onlyInServers
        ),
    ]

    @Test(arguments: 0..<unknown.count)
    func `R16 what is unknown or missing gets a kind reply for the requester only`(index: Int) async throws {
        let bench = Bench()
        let (endpoint, _) = try bench.start()
        let (name, body, key) = Self.unknown[index]
        let answer = await bench.post(body, to: endpoint)
        #expect(answer.status == 200, "\(name)")
        let spoken = try Spoken(answer)
        #expect(spoken.type == 4)
        #expect(spoken.isEphemeral)
        #expect(spoken.text == CommandRegistry.standard.texts(.english)(key).source, "\(name)")
        #expect(bench.node.calls.count == 0)
    }

    @Test func `R16 null channel fields do no harm`() async throws {
        let bench = Bench(
            FakeNode(
                .paused(PlayerState(phase: .paused, channel: nil, current: nil, positionMilliseconds: 0, waiting: 0))))
        let (endpoint, _) = try bench.start()
        let body = Body.command("pause").replacing(#""channel_id":"11""#, with: #""channel_id":null,"channel":null"#)
        #expect(try Spoken(await bench.post(body, to: endpoint)).text.contains("Paused"))
        #expect(bench.node.jobs.first?.textChannel == nil)
    }

    @Test func `R16 an autocompletion nobody offers gets no choices`() async throws {
        let bench = Bench()
        let (endpoint, _) = try bench.start()
        let body = Body.interaction(
            type: "4", data: #"{"name":"play","options":[{"name":"query","type":3,"value":"a","focused":true}]}"#)
        let answer = await bench.post(body, to: endpoint)
        #expect(String(decoding: answer.body, as: UTF8.self) == #"{"data":{"choices":[]},"type":8}"#)
    }

    @Test(arguments: [UInt64(0), 1, .max])
    func `R17 the smallest and the largest ids pass through`(id: UInt64) async throws {
        let bench = Bench()
        bench.store.content.withLock { $0.listed = [GuildID(id)] }
        let (endpoint, _) = try bench.start()
        let answer = await bench.post(Body.command("leave", id: id, guild: id), to: endpoint)
        #expect(answer.status == 200)
        #expect(bench.node.jobs.map(\.id.text) == [String(id)])
        #expect(bench.node.jobs.map(\.guild) == [GuildID(id)])
    }

    @Test(arguments: [
        "queue", "queue:", "queue:0", "queue:-1", "queue:01", "queue:+1", "queue:1 ", "queue:１", "queue:100000",
        "queue:99999999999999999999", "queue:1:2", "play:1", "skip:", "nosuch:1", "", ":", "QUEUE:1", "queue:1\\u0000",
        "player:", "player:explode", "player:PAUSE", "player:skip:1", "player:skip ", "player:1", "player",
    ])
    func `R18 a forged custom id is refused for the presser only`(customID: String) async throws {
        let bench = Bench()
        let (endpoint, _) = try bench.start()
        let spoken = try Spoken(await bench.post(Body.button(customID), to: endpoint))
        #expect(spoken.type == 4)
        #expect(spoken.isEphemeral)
        #expect(bench.node.calls.count == 0)
    }

    static let forgedChoices: [(String, [String])] = [
        ("queue:choose:explode", ["1"]), ("queue:choose:", ["1"]), ("queue:choose", ["1"]),
        ("QUEUE:choose:play", ["1"]), ("queue:choose:play:1", ["1"]), ("queue:choose:play", []),
        ("queue:choose:play", ["0"]), ("queue:choose:remove", ["-1"]), ("queue:choose:first", ["+1"]),
        ("queue:choose:remove", ["01"]), ("queue:choose:play", ["x"]),
        ("queue:choose:play", ["9223372036854775808"]), ("queue:choose:remove", ["1", "2"]), ("queue:1", ["1"]),
        ("player:skip", ["1"]),
    ]

    @Test(arguments: forgedChoices)
    func `R18 a forged choice is refused for the chooser only`(customID: String, values: [String]) async throws {
        let bench = Bench()
        let (endpoint, _) = try bench.start()
        let list = values.map { "\"\($0)\"" }.joined(separator: ",")
        let data = #"{"custom_id":"\#(customID)","component_type":3,"values":[\#(list)]}"#
        let spoken = try Spoken(await bench.post(Body.interaction(type: "3", data: data), to: endpoint))
        #expect(spoken.type == 4 && spoken.isEphemeral)
        #expect(bench.node.calls.count == 0)
    }

    @Test func `R18 a choice names an entry, and the signed interaction says who chooses where`() async throws {
        let bench = Bench()
        let (endpoint, _) = try bench.start()
        let data = #"{"custom_id":"queue:choose:remove","component_type":3,"values":["41"]}"#
        _ = await bench.post(Body.interaction(type: "3", data: data), to: endpoint)
        #expect(bench.node.jobs.map(\.action) == [.edit(.remove(.entry(.id(41))))])
        #expect(bench.node.jobs.map(\.guild) == [GuildID(10)] && bench.node.jobs.map(\.requester.user) == [UserID(12)])
    }

    @Test func `R18 a button acts in the server of the signed interaction, never another`() async throws {
        let bench = Bench()
        let (endpoint, _) = try bench.start()
        _ = await bench.post(Body.button("queue:2"), to: endpoint)
        #expect(bench.node.jobs.map(\.guild) == [GuildID(10)])
        #expect(bench.node.jobs.map(\.requester.user) == [UserID(12)])
        #expect(bench.node.jobs.map(\.action) == [.queue(page: 2)])
        let spoken = try Spoken(await bench.post(Body.button("queue:2", id: 1_001, guild: 99), to: endpoint))
        #expect(spoken.isEphemeral)
        #expect(spoken.text.contains("not on my list"))
        #expect(bench.node.calls.count == 1)
    }
}
