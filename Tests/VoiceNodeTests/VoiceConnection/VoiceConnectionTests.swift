import Crypto
import DAVE
import DiscordTypes
import LoopbackUDP
import Testing
import UDP

@testable import VoiceNode

@Suite(.timeLimit(.minutes(1)))
struct VoiceConnectionTests {
    private static let voice = GuildChannel(
        id: VoiceStage.channel, guild: VoiceStage.guild, kind: .voice, name: "Music")

    @Test func `a join gives a transport for the key and SSRC of the voice server`() async throws {
        let stage = try await VoiceStage()
        async let run: Void = stage.connections.run()
        async let joined = stage.connection.join(VoiceStage.channel, timeout: .seconds(15))
        #expect(
            await stage.commands.take() == VoiceStateCommand(guild: VoiceStage.guild, channel: VoiceStage.channel))
        await stage.admit()
        let socket = await stage.server.accept()
        #expect(socket.url == "wss://voice.example:443/?v=8")
        let identify = try await stage.serve(socket)
        let body = identify["d"] as? [String: Any]
        #expect(body?["server_id"] as? String == "1")
        #expect(body?["user_id"] as? String == "2")
        #expect(body?["session_id"] as? String == "S")
        #expect(body?["token"] as? String == "T")
        #expect(body?["max_dave_protocol_version"] as? Int == 0)
        let transport = try await joined
        #expect(transport.ssrc == 7)
        #expect(transport.mode == .aes256GCM)
        #expect(transport.daveProtocolVersion == 0)
        #expect(transport.key.withSpan { $0.count == 32 && $0[0] == 1 && $0[31] == 32 })
        try transport.socket.send([0x80])
        await stage.udp.answerNext { packet in
            #expect(packet == [0x80])
            return nil
        }
        await stage.connections.shutDown()
        #expect(await stage.commands.take().channel == nil)
        #expect(await socket.closeCode() == 1000)
        await run
    }

    @Test func `op 5 has left before the transport may be used, in the first session and the next`() async throws {
        let stage = try await VoiceStage()
        async let run: Void = stage.connections.run()
        var events = stage.connection.events.makeAsyncIterator()
        await stage.connection.setSpeaking(true)
        async let joined = stage.connection.join(VoiceStage.channel, timeout: .seconds(15))
        _ = await stage.commands.take()
        await stage.admit()
        let first = await stage.server.accept()
        try await stage.serve(first)
        _ = try await joined
        let speaking = try await first.json()
        #expect(speaking["op"] as? Int == 5)
        #expect((speaking["d"] as? [String: Any])?["ssrc"] as? Int == 7)
        guard case .connecting = await events.next(), case .dave(.sessionStarted) = await events.next(),
            case .dave(.sessionDescribed(0)) = await events.next(), case .ready = await events.next()
        else { throw ScriptedSocket.Unexpected() }

        await stage.admit(token: "T2")
        #expect(await first.closeCode() == 1000)
        guard case .interrupted(.voiceServerChanged) = await events.next(), case .connecting = await events.next()
        else {
            throw ScriptedSocket.Unexpected()
        }
        let second = await stage.server.accept()
        try await stage.serve(second)
        #expect(try await second.op() == 5)
        while let event = await events.next() {
            guard case .ready = event else { continue }
            break
        }
        await stage.connection.setSpeaking(false)
        let silent = try await second.json()
        #expect((silent["d"] as? [String: Any])?["speaking"] as? Int == 0)
        await stage.connections.shutDown()
        await run
    }

    @Test(arguments: [4015, nil] as [UInt16?])
    func `a resume keeps the transport and acknowledges what was heard`(code: UInt16?) async throws {
        let stage = try await VoiceStage()
        async let run: Void = stage.connections.run()
        async let joined = stage.connection.join(VoiceStage.channel, timeout: .seconds(15))
        _ = await stage.commands.take()
        await stage.admit()
        let first = await stage.server.accept()
        try await stage.serve(first)
        let transport = try await joined
        first.binary([0x01, 0x00, 25, 9])
        var events = stage.connection.events.makeAsyncIterator()
        while let event = await events.next() {
            guard case .dave(.externalSender([9])) = event else { continue }
            break
        }
        first.end(code)
        guard case .resuming = await events.next() else { throw ScriptedSocket.Unexpected() }
        await stage.clock.sleeper(for: .milliseconds(50))
        stage.clock.advance(by: .milliseconds(50))
        let second = await stage.server.accept()
        second.text(#"{"op":8,"d":{"heartbeat_interval":13750}}"#)
        let resume = try await second.json()
        #expect(resume["op"] as? Int == 7)
        #expect((resume["d"] as? [String: Any])?["seq_ack"] as? Int == 256)
        second.text(#"{"op":9,"d":null}"#)
        guard case .resumed = await events.next() else { throw ScriptedSocket.Unexpected() }
        let again = try await stage.connection.join(VoiceStage.channel, timeout: .seconds(1))
        #expect(again.socket === transport.socket)
        await stage.connections.shutDown()
        await run
    }

    @Test func `a repeated key is not handed out twice, a new one is`() async throws {
        let stage = try await VoiceStage()
        async let run: Void = stage.connections.run()
        async let joined = stage.connection.join(VoiceStage.channel, timeout: .seconds(15))
        _ = await stage.commands.take()
        await stage.admit()
        let socket = await stage.server.accept()
        try await stage.serve(socket)
        _ = try await joined
        let events = stage.connection.events
        var keys: [UInt8] = []
        socket.text(VoiceStage.description(firstKeyByte: 1))
        // Events come in order: once this one is out, the repeated key was dealt with, and what it sent has left.
        socket.text(#"{"op":13,"d":{"user_id":"55"}}"#)
        for await event in events {
            if case .ready(let transport) = event { keys.append(transport.key.withSpan { $0[0] }) }
            if case .dave(.clientDisconnected) = event { break }
        }
        await stage.connection.setSpeaking(true)
        socket.text(VoiceStage.description(firstKeyByte: 77))
        for await event in events {
            guard case .ready(let transport) = event else { continue }
            keys.append(transport.key.withSpan { $0[0] })
            if keys.last == 77 { break }
        }
        #expect(keys == [1, 77])
        await stage.connections.shutDown()
        await run
    }

    @Test func `the encryption's messages pass in both directions`() async throws {
        let stage = try await VoiceStage(maxDave: 1)
        async let run: Void = stage.connections.run()
        async let joined = stage.connection.join(VoiceStage.channel, timeout: .seconds(15))
        _ = await stage.commands.take()
        await stage.admit()
        let socket = await stage.server.accept()
        let identify = try await stage.serve(socket, dave: 1)
        #expect((identify["d"] as? [String: Any])?["max_dave_protocol_version"] as? Int == 1)
        #expect(try await joined.daveProtocolVersion == 1)
        await stage.connection.send(DAVECommand.keyPackage([0, 1]))
        #expect(await socket.message() == .binary([26, 0, 1]))
        await stage.connection.send(DAVECommand.transitionReady(id: 3))
        #expect(try await socket.op() == 23)
        await stage.connections.shutDown()
        await run
    }

    @Test func `a join that Discord does not answer fails after its time and takes the wish back`() async throws {
        let stage = try await VoiceStage()
        async let run: Void = stage.connections.run()
        let join = Task { try await stage.connection.join(VoiceStage.channel, timeout: .seconds(15)) }
        _ = await stage.commands.take()
        await stage.clock.sleeper(for: .seconds(15))
        stage.clock.advance(by: .seconds(15))
        await #expect(throws: JoinFailure.timedOut(waitingFor: .voiceState)) { try await join.value }
        #expect(await stage.commands.take().channel == nil)
        await stage.connections.shutDown()
        await run
    }

    @Test func `what is known to stand in the way is said before asking`() async throws {
        let full = GuildChannel(id: VoiceStage.channel, guild: VoiceStage.guild, kind: .voice, name: "", userLimit: 1)
        let text = GuildChannel(id: ChannelID(11), guild: VoiceStage.guild, kind: .init(rawValue: 0), name: "")
        let stage = try await VoiceStage(channels: [full, text])
        async let run: Void = stage.connections.run()
        await #expect(throws: JoinFailure.notAVoiceChannel) {
            try await stage.connection.join(ChannelID(11), timeout: .seconds(1))
        }
        await #expect(throws: JoinFailure.unknownChannel) {
            try await stage.connection.join(ChannelID(12), timeout: .seconds(1))
        }
        await stage.dispatch(
            .guildUpdate(
                GatewayGuild(
                    id: VoiceStage.guild, name: "Home", owner: UserID(99),
                    roles: [GuildRole(id: RoleID(1), permissions: [.viewChannel])])))
        await #expect(throws: JoinFailure.missingPermissions([.connect, .speak])) {
            try await stage.connection.join(VoiceStage.channel, timeout: .seconds(1))
        }
        await stage.dispatch(
            .roleUpdate(VoiceStage.guild, GuildRole(id: RoleID(1), permissions: [.viewChannel, .connect, .speak])))
        await stage.dispatch(
            .voiceStateUpdate(VoiceState(guild: VoiceStage.guild, channel: VoiceStage.channel, user: UserID(50))))
        await #expect(throws: JoinFailure.full(limit: 1)) {
            try await stage.connection.join(VoiceStage.channel, timeout: .seconds(1))
        }
        #expect(stage.commands.isEmpty)
        await stage.connections.shutDown()
        await run
    }

    @Test(arguments: [(GuildChannel.Kind.stage, JoinFailure.stageSuppressed), (.voice, .missingPermissions([.speak]))])
    func `being kept from speaking fails the join but not the stay`(
        kind: GuildChannel.Kind, failure: JoinFailure
    ) async throws {
        let channel = GuildChannel(id: VoiceStage.channel, guild: VoiceStage.guild, kind: kind, name: "Stage")
        let stage = try await VoiceStage(channels: [channel])
        async let run: Void = stage.connections.run()
        let join = Task { try await stage.connection.join(VoiceStage.channel, timeout: .seconds(15)) }
        _ = await stage.commands.take()
        await stage.admit(suppressed: true)
        let socket = await stage.server.accept()
        try await stage.serve(socket)
        await #expect(throws: failure) { try await join.value }
        #expect(await stage.connection.channel == VoiceStage.channel)
        var events = stage.connection.events.makeAsyncIterator()
        await stage.admit(suppressed: false)
        while let event = await events.next() {
            if case .ready = event { throw ScriptedSocket.Unexpected() }
            guard case .suppressed(false) = event else { continue }
            break
        }
        guard case .ready(let transport) = await events.next() else { throw ScriptedSocket.Unexpected() }
        #expect(transport.ssrc == 7)
        await stage.connections.shutDown()
        await run
    }

    @Test func `4017 is named as the demand for encryption`() async throws {
        let stage = try await VoiceStage()
        async let run: Void = stage.connections.run()
        let join = Task { try await stage.connection.join(VoiceStage.channel, timeout: .seconds(15)) }
        _ = await stage.commands.take()
        await stage.admit()
        let socket = await stage.server.accept()
        socket.text(#"{"op":8,"d":{"heartbeat_interval":13750}}"#)
        #expect(try await socket.op() == 0)
        socket.end(4017)
        await #expect(throws: JoinFailure.encryptionRequired) { try await join.value }
        await stage.connections.shutDown()
        await run
    }

    @Test func `a kick ends the stay, and the next join works`() async throws {
        let stage = try await VoiceStage(channels: [Self.voice])
        async let run: Void = stage.connections.run()
        var events = stage.connection.events.makeAsyncIterator()
        for _ in 0..<2 {
            async let joined = stage.connection.join(VoiceStage.channel, timeout: .seconds(15))
            _ = await stage.commands.take()
            await stage.admit()
            let socket = await stage.server.accept()
            try await stage.serve(socket)
            _ = try await joined
            await stage.dispatch(
                .voiceStateUpdate(
                    VoiceState(guild: VoiceStage.guild, channel: nil, user: VoiceStage.bot, sessionID: "S")))
            while let event = await events.next() {
                guard case .disconnected(.kicked) = event else { continue }
                break
            }
            #expect(await socket.closeCode() == 1000)
        }
        await stage.connections.shutDown()
        await run
    }

    @Test func `cancelling the node's run ends every connection`() async throws {
        let stage = try await VoiceStage()
        let run = Task { await stage.connections.run() }
        let join = Task { try await stage.connection.join(VoiceStage.channel, timeout: .seconds(15)) }
        _ = await stage.commands.take()
        await stage.admit()
        let socket = await stage.server.accept()
        try await stage.serve(socket)
        _ = try await join.value
        run.cancel()
        await run.value
        for await _ in stage.connection.events {}
    }
}
