import DiscordTypes
import Testing

@testable import VoiceNode

/// Over TLS, WebSocket and zlib against the simulated Discord. Skipped where `.venv` is not set up.
@Suite(.serialized, .timeLimit(.minutes(2)), .enabled(if: SimulatedDiscord.python != nil))
struct LiveGatewayTests {
    private func isResumed(_ notice: GatewayNotice) -> Bool {
        if case .event(.resumed) = notice { true } else { false }
    }

    private func isReady(_ notice: GatewayNotice) -> Bool {
        if case .event(.ready) = notice { true } else { false }
    }

    @Test func `the directory knows who is where`() async throws {
        try await LiveNode(SimulatedDiscord.launch(guilds: 3)).run { node in
            for _ in 0..<3 { await node.guildIsKnown() }
            for guild in node.discord.guilds {
                #expect(node.directory.name(of: guild.guild)?.hasPrefix("Guild ") == true)
                #expect(node.directory.voiceChannel(of: guild.user, in: guild.guild) == guild.voiceChannel)
                #expect(node.directory.listeners(in: guild.voiceChannel, of: guild.guild) == [guild.user])
                #expect(node.directory.obstacles(to: guild.voiceChannel, in: guild.guild) == [])
            }
        }
    }

    @Test func `a person's coming and leaving is told`() async throws {
        try await LiveNode(SimulatedDiscord.launch()).run { node in
            await node.guildIsKnown()
            let home = node.discord.guilds[0]
            let events = Inbox<DirectoryEvent>()
            let observation = node.directory.observe(home.guild) { events.put($0) }
            defer { observation.end() }
            let joined = try await node.discord.command(#"{"do":"join","name":"Bea"}"#)
            guard case .voice(let user, nil, home.voiceChannel) = await events.take() else {
                throw SimulatedDiscord.Failure(text: "no arrival")
            }
            #expect(joined["user"] as? String == user.description)
            #expect(Set(node.directory.listeners(in: home.voiceChannel, of: home.guild)) == [home.user, user])
            try await node.discord.command(#"{"do":"leave","user":"\#(user)"}"#)
            #expect(await events.take() == .voice(user: user, from: home.voiceChannel, to: nil))
            #expect(node.directory.listeners(in: home.voiceChannel, of: home.guild) == [home.user])
        }
    }

    @Test(arguments: [
        #"{"do":"fault","what":"gateway-cut"}"#, #"{"do":"fault","what":"gateway-reconnect"}"#,
        #"{"do":"fault","what":"gateway-close","code":4000}"#,
        #"{"do":"fault","what":"gateway-invalidate","resumable":true}"#,
    ])
    func `a lost connection is resumed`(fault: String) async throws {
        try await LiveNode(SimulatedDiscord.launch()).run { node in
            await node.guildIsKnown()
            try await node.discord.command(fault)
            await node.notice(isResumed)
        }
    }

    @Test(arguments: [
        #"{"do":"fault","what":"gateway-invalidate","resumable":false}"#,
        #"{"do":"fault","what":"gateway-close","code":4009}"#,
    ])
    func `a lost session is begun anew`(fault: String) async throws {
        try await LiveNode(SimulatedDiscord.launch()).run { node in
            await node.guildIsKnown()
            try await node.discord.command(fault)
            await node.notice(isReady)
            await node.guildIsKnown()
        }
    }

    @Test func `missing acknowledgements are noticed, and what was missed is replayed`() async throws {
        let discord = try await SimulatedDiscord.launch()
        try await discord.command(knob("heartbeat_interval_ms", "400"))
        try await LiveNode(discord).run { node in
            await node.guildIsKnown()
            try await discord.command(knob("withhold_acks", "true"))
            await node.notice { notice in
                if case .disconnected = notice { true } else { false }
            }
            try await discord.command(knob("withhold_acks", "false"))
            await node.notice(isResumed)
        }
    }

    @Test func `compressed frames may arrive in pieces`() async throws {
        let discord = try await SimulatedDiscord.launch()
        try await discord.command(knob("split_compressed_frames", "true"))
        try await LiveNode(discord).run { node in
            await node.guildIsKnown()
        }
    }

    @Test func `a refused token ends the run`() async throws {
        let discord = try await SimulatedDiscord.launch()
        try await discord.command(knob("refuse_identify_code", "4004"))
        await #expect(throws: GatewayFailure.authenticationFailed) { try await LiveNode(discord).gateway.run() }
        try discord.stop()
    }

    private func knob(_ name: String, _ value: String) -> String {
        #"{"do":"fault","what":"knob","area":"gateway","name":"\#(name)","value":\#(value)}"#
    }
}
