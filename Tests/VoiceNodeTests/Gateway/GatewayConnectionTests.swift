import Compression
import Deflation
import DiscordTypes
import Logging
import Testing

@testable import VoiceNode

@Suite(.timeLimit(.minutes(1)))
struct GatewayConnectionTests {
    private struct Stage {
        let server = ScriptedServer()
        let clock = ManualClock()
        let connection: GatewayConnection

        init(botInfo: @escaping GatewayConnection.BotInfoSource = { GatewayScript.info() }) {
            connection = GatewayConnection(
                configuration: .init(token: GatewayToken("T"), random: { 0.5 }), connector: server.connector,
                botInfo: botInfo, timeline: Timeline(clock),
                logger: Logger(label: "test") { _ in
                    SwiftLogNoOpLogHandler()
                })
        }
    }

    private static let hello = #"{"op":10,"d":{"heartbeat_interval":40000}}"#
    private static let ready =
        #"{"op":0,"s":1,"t":"READY","d":{"user":{"id":"7"},"session_id":"S","#
        + #""resume_gateway_url":"wss://resume","guilds":[]}}"#

    private func login(_ socket: ScriptedSocket) async throws {
        socket.text(Self.hello)
        #expect(try await socket.op() == 2)
        socket.text(Self.ready)
    }

    @Test func `a login over the compressed stream, an event, a command and the end`() async throws {
        let stage = Stage()
        async let end: Void = stage.connection.run()
        let socket = await stage.server.accept()
        #expect(socket.url == "wss://main/?v=10&encoding=json&compress=zlib-stream")
        let packer = try DeflateStream()
        socket.binary(try packer.message(Array(Self.hello.utf8)))
        let identify = try await socket.json()
        #expect(identify["op"] as? Int == 2)
        let packed = try packer.message(Array(Self.ready.utf8))
        socket.binary(Array(packed.prefix(9)))
        socket.binary(Array(packed.dropFirst(9)))
        var notices = stage.connection.notices.makeAsyncIterator()
        guard case .event(.ready(let ready)) = await notices.next() else { throw ScriptedSocket.Unexpected() }
        #expect(ready.sessionID == "S")
        stage.connection.send(VoiceStateCommand(guild: GuildID(1), channel: ChannelID(2)))
        let command = try await socket.json()
        #expect(command["op"] as? Int == 4)
        stage.connection.send(VoiceStateCommand(guild: GuildID(1), channel: nil))
        stage.connection.stop()
        #expect(try await socket.op() == 4)
        #expect(await socket.closeCode() == 1000)
        try await end
        #expect(await notices.next() == nil)
    }

    @Test func `an unanswered heartbeat is a dead connection, and the session is resumed elsewhere`() async throws {
        let stage = Stage()
        async let end: Void = stage.connection.run()
        let first = await stage.server.accept()
        try await login(first)
        var notices = stage.connection.notices.makeAsyncIterator()
        // Only then is there a session to resume.
        guard case .event(.ready) = await notices.next() else { throw ScriptedSocket.Unexpected() }
        await stage.clock.sleeper(for: .seconds(20))
        stage.clock.advance(by: .seconds(20))
        #expect(try await first.op() == 1)
        await stage.clock.sleeper(for: .seconds(40))
        stage.clock.advance(by: .seconds(40))
        #expect(await first.closeCode() == 4000)
        await stage.clock.sleeper(for: .milliseconds(500))
        stage.clock.advance(by: .milliseconds(500))
        let second = await stage.server.accept()
        #expect(second.url.hasPrefix("wss://resume/?"))
        second.text(Self.hello)
        #expect(try await second.op() == 6)
        second.text(#"{"op":0,"s":2,"t":"RESUMED","d":{}}"#)
        guard case .disconnected = await notices.next(), case .event(.resumed) = await notices.next() else {
            throw ScriptedSocket.Unexpected()
        }
        stage.connection.stop()
        try await end
    }

    @Test func `R47 a compression bomb costs its connection and nothing else`() async throws {
        let stage = Stage()
        async let end: Void = stage.connection.run()
        let first = await stage.server.accept()
        first.binary(try DeflateStream().message(Array(repeating: 0x20, count: 64 << 20)))
        #expect(await first.closeCode() == 4000)
        await stage.clock.sleeper(for: .milliseconds(500))
        stage.clock.advance(by: .milliseconds(500))
        try await login(await stage.server.accept())
        var notices = stage.connection.notices.makeAsyncIterator()
        guard case .disconnected = await notices.next(), case .event(.ready) = await notices.next() else {
            throw ScriptedSocket.Unexpected()
        }
        stage.connection.stop()
        try await end
    }

    @Test(arguments: ["{", "[]", #"{"op":"x"}"#, "\u{0}"])
    func `what is no frame costs the connection`(text: String) async throws {
        let stage = Stage()
        async let end: Void = stage.connection.run()
        let socket = await stage.server.accept()
        socket.text(text)
        #expect(await socket.closeCode() == 4000)
        stage.connection.stop()
        try await end
    }

    @Test func `a refused token ends the run with words for the operator`() async throws {
        let stage = Stage()
        let run = Task { try await stage.connection.run() }
        let socket = await stage.server.accept()
        socket.text(Self.hello)
        #expect(try await socket.op() == 2)
        socket.end(4004)
        await #expect(throws: GatewayFailure.authenticationFailed) { try await run.value }
        let unauthorized = Stage(botInfo: { throw GatewayBotError.unauthorized })
        await #expect(throws: GatewayFailure.authenticationFailed) { try await unauthorized.connection.run() }
    }

    @Test func `a failing REST API is asked again later`() async throws {
        let asked = Inbox<Int>()
        let stage = Stage(botInfo: {
            asked.put(1)
            throw GatewayBotError.unavailable(retryAfter: .seconds(7))
        })
        async let end: Void = stage.connection.run()
        _ = await asked.take()
        await stage.clock.sleeper(for: .seconds(7))
        stage.clock.advance(by: .seconds(7))
        _ = await asked.take()
        stage.connection.stop()
        try await end
    }

    @Test func `cancelling ends the run whatever is under way`() async throws {
        let stage = Stage()
        let run = Task { try await stage.connection.run() }
        let socket = await stage.server.accept()
        try await login(socket)
        run.cancel()
        try await run.value
    }

    @Test(arguments: [
        ("wss://gateway.discord.gg", "wss://gateway.discord.gg/?v=10&encoding=json&compress=zlib-stream"),
        ("wss://gateway.discord.gg/", "wss://gateway.discord.gg/?v=10&encoding=json&compress=zlib-stream"),
        ("wss://127.0.0.1:9/?v=9&encoding=etf", "wss://127.0.0.1:9/?v=10&encoding=json&compress=zlib-stream"),
    ])
    func `the address says what we speak`(base: String, address: String) {
        #expect(GatewayWire.address(base) == address)
    }

    @Test func `a command longer than 4096 bytes is not sent`() throws {
        let long = GatewayIdentify(
            token: GatewayToken("T"), intents: 129, activity: String(repeating: "x", count: 4_000))
        #expect(try GatewayWire.text(.identify(long)) == nil)
        let short = GatewayIdentify(token: GatewayToken("T"), intents: 129, activity: "x")
        #expect(try GatewayWire.text(.identify(short)) != nil)
    }
}
