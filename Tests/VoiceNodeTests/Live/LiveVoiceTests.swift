import DiscordTypes
import Testing

@testable import VoiceNode

/// A voice connection that plays silence while things go wrong at the simulated Discord, which checks every packet:
/// none before op 5, none with a repeated nonce, none out of order. Skipped where `.venv` is not set up.
@Suite(.serialized, .timeLimit(.minutes(2)), .enabled(if: SimulatedDiscord.python != nil))
struct LiveVoiceTests {
    /// A node in the first guild's channel, sending.
    private final class Session: Sendable {
        let node: LiveNode
        let connection: VoiceConnection
        let home: SimulatedDiscord.Guild
        let sender = SilenceSender()
        private let events = Inbox<VoiceConnectionEvent>()

        init(_ node: LiveNode) async throws {
            self.node = node
            home = node.discord.guilds[0]
            await node.guildIsKnown()
            connection = await node.connections.connection(for: home.guild)
        }

        /// Takes the connection's events in until they end.
        func listen() async {
            for await event in connection.events { events.put(event) }
        }

        func join() async throws {
            try await connection.join(home.voiceChannel, timeout: .seconds(30))
        }

        private func start(_ transport: VoiceTransport) async throws {
            await connection.setSpeaking(true)
            try await sender.use(transport)
        }

        /// Waits for an event that `isWanted`; meanwhile the sender follows the transports.
        func event(_ isWanted: (VoiceConnectionEvent) -> Bool) async throws {
            while true {
                let event = await events.take()
                switch event {
                case .ready(let transport): try await start(transport)
                case .interrupted, .disconnected: try await sender.use(nil)
                default: break
                }
                if isWanted(event) { return }
            }
        }

        func ready() async throws {
            try await event { event in
                if case .ready = event { true } else { false }
            }
        }

        /// Waits until so many more packets have arrived at the listener.
        func packets(_ count: Int) async throws {
            let before = try await received()
            while try await received() < before + count { try await Task.sleep(for: .milliseconds(20)) }
        }

        private func received() async throws -> Int {
            let stats = try await node.discord.command(#"{"do":"stats"}"#)
            guard let count = stats["received"] as? Int else { throw SimulatedDiscord.Failure(text: "\(stats)") }
            return count
        }
    }

    private func play(
        knobs: [String] = [], _ body: (Session, SimulatedDiscord) async throws -> Void
    ) async throws {
        let discord = try await SimulatedDiscord.launch()
        for knob in knobs { try await discord.command(knob) }
        try await LiveNode(discord).run { node in
            let session = try await Session(node)
            let tasks = [Task { await session.sender.run() }, Task { await session.listen() }]
            defer { for task in tasks { task.cancel() } }
            try await session.join()
            try await session.ready()
            try await session.packets(10)
            try await body(session, discord)
            try await session.sender.use(nil)
        }
    }

    private static func knob(_ name: String, _ value: String) -> String {
        #"{"do":"fault","what":"knob","area":"voice","name":"\#(name)","value":\#(value)}"#
    }

    @Test(arguments: ["aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize"])
    func `packets are heard in both encryptions`(mode: String) async throws {
        try await play(knobs: [Self.knob("modes", #"["\#(mode)"]"#)]) { session, _ in
            try await session.packets(30)
        }
    }

    @Test(arguments: [#""voice-interrupt","code":4015"#, #""voice-interrupt","code":1001"#, #""voice-cut""#])
    func `a lost websocket is resumed while packets go on`(fault: String) async throws {
        try await play { session, discord in
            try await discord.command(#"{"do":"fault","what":\#(fault)}"#)
            var wasInterrupted = false
            try await session.event { event in
                if case .interrupted = event { wasInterrupted = true }
                if case .resumed = event { return true }
                return false
            }
            #expect(!wasInterrupted)
            try await session.packets(20)
            let stats = try await discord.command(#"{"do":"stats"}"#)
            #expect(stats["lost"] as? Int == 0)
        }
    }

    @Test(arguments: [4006, 4009])
    func `a lost session is joined anew`(code: Int) async throws {
        try await play { session, discord in
            try await discord.command(#"{"do":"fault","what":"voice-end","code":\#(code)}"#)
            try await session.ready()
            try await session.packets(20)
        }
    }

    @Test func `another voice server is followed`() async throws {
        try await play { session, discord in
            try await discord.command(#"{"do":"fault","what":"region"}"#)
            try await session.ready()
            try await session.packets(20)
        }
    }

    @Test func `a kick is final until the next join`() async throws {
        try await play { session, discord in
            try await discord.command(#"{"do":"fault","what":"kick"}"#)
            try await session.event { event in
                if case .disconnected(.kicked) = event { true } else { false }
            }
            try await session.join()
            try await session.ready()
            try await session.packets(20)
        }
    }

    @Test func `lost discovery requests are repeated`() async throws {
        try await play(knobs: [Self.knob("drop_discovery", "2")]) { session, _ in
            try await session.packets(10)
        }
    }

    @Test func `missing acknowledgements are noticed and the session is resumed`() async throws {
        try await play(knobs: [Self.knob("heartbeat_interval_ms", "300.5")]) { session, discord in
            try await discord.command(Self.knob("withhold_acks", "true"))
            try await session.event { event in
                if case .resuming = event { true } else { false }
            }
            try await discord.command(Self.knob("withhold_acks", "false"))
            try await session.event { event in
                if case .resumed = event { true } else { false }
            }
            try await session.packets(20)
        }
    }

    @Test func `sequence numbers wrap at 2^16`() async throws {
        try await play(knobs: [Self.knob("first_seq", "65534"), Self.knob("heartbeat_interval_ms", "200")]) {
            session, discord in
            for name in ["Ann", "Bea", "Cyd", "Dan"] {
                try await discord.command(#"{"do":"join","name":"\#(name)"}"#)
            }
            try await session.packets(30)
            try await discord.command(#"{"do":"fault","what":"voice-interrupt","code":4015}"#)
            try await session.event { event in
                if case .resumed = event { true } else { false }
            }
            try await session.packets(10)
        }
    }

    @Test func `the main gateway's loss and a new session leave the music playing`() async throws {
        try await play { session, discord in
            try await discord.command(#"{"do":"fault","what":"gateway-cut"}"#)
            try await session.packets(50)
            try await discord.command(#"{"do":"fault","what":"gateway-invalidate","resumable":false}"#)
            try await session.ready()
            try await session.packets(20)
        }
    }

    @Test func `4017 is named`() async throws {
        let discord = try await SimulatedDiscord.launch()
        try await discord.command(Self.knob("require_dave", "true"))
        try await LiveNode(discord).run { node in
            await node.guildIsKnown()
            let home = discord.guilds[0]
            let connection = await node.connections.connection(for: home.guild)
            await #expect(throws: JoinFailure.encryptionRequired) {
                try await connection.join(home.voiceChannel, timeout: .seconds(20))
            }
        }
    }
}
