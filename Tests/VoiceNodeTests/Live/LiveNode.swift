import Crypto
import DiscordTypes
import Foundation
import HTTPClient
import Logging
import UDP
import WebSocket

@testable import VoiceNode

/// The gateway half of a voice node at a simulated Discord, with a sender that plays silence by every transport it gets.
final class LiveNode: Sendable {
    let discord: SimulatedDiscord
    let directory = GuildDirectory()
    let connections: VoiceConnections
    let gateway: GatewayConnection
    let notices = Inbox<GatewayNotice>()

    init(_ discord: SimulatedDiscord) {
        self.discord = discord
        let connector = DiscordSocket.connector(
            WebSocketConfiguration(
                userAgent: "DiscordBot (https://example.org, 1)",
                connection: ConnectionSettings(extraCAFile: discord.caFile)))
        let logger = Logger(label: "live") { _ in SwiftLogNoOpLogHandler() }
        let info = GatewayBotInfo(
            url: discord.gateway,
            sessionStartLimit: .init(total: 1_000, remaining: 1_000, resetAfter: 1_000, maxConcurrency: 1))
        let gateway = GatewayConnection(
            configuration: .init(token: discord.token), connector: connector, botInfo: { info }, logger: logger)
        self.gateway = gateway
        connections = VoiceConnections(
            environment: VoiceEnvironment(
                connector: connector, directory: directory, sendVoiceState: { gateway.send($0) }, logger: logger))
    }

    /// Runs everything while `body` does, then leaves and stops; Discord must have nothing to complain about.
    func run(_ body: (LiveNode) async throws -> Void) async throws {
        async let connecting: Void = gateway.run()
        async let voice: Void = connections.run()
        async let routing: Void = route()
        try await body(self)
        await connections.shutDown()
        await voice
        gateway.stop()
        try await connecting
        await routing
        let violations = try await discord.violations()
        try discord.stop()
        guard violations.isEmpty else { throw SimulatedDiscord.Failure(text: violations.joined(separator: "\n")) }
    }

    private func route() async {
        for await notice in gateway.notices {
            if case .event(let event) = notice { directory.apply(event) }
            await connections.receive(notice)
            notices.put(notice)
        }
    }

    /// Waits for the next notice that `isWanted`.
    func notice(_ isWanted: (GatewayNotice) -> Bool) async {
        while !isWanted(await notices.take()) {}
    }

    /// Waits until the guild is known.
    func guildIsKnown() async {
        await notice { notice in
            if case .event(.guildCreate) = notice { true } else { false }
        }
    }
}

/// Sends a frame of silence every 20 ms by the newest transport, with one RTP clock over all of them.
actor SilenceSender {
    private var transport: LaneTransport?
    private var sequence: UInt16 = 100
    private var timestamp: UInt32 = 5_000
    private(set) var sent = 0

    func use(_ transport: VoiceTransport?) throws {
        guard let transport else { return self.transport = nil }
        let cipher: TransportCipher =
            switch transport.mode {
            case .aes256GCM: .aes256GCM(try AES256GCM(key: transport.key))
            case .xChaCha20Poly1305: .xChaCha20Poly1305(try XChaCha20Poly1305(key: transport.key))
            }
        self.transport = LaneTransport(
            socket: transport.socket, ssrc: transport.ssrc, cipher: cipher,
            needsEncryption: transport.daveProtocolVersion > 0)
    }

    func run() async {
        let clock = ContinuousClock()
        var next = clock.now
        while (try? await clock.sleep(until: next)) != nil {
            next += .milliseconds(20)
            tick()
        }
    }

    private func tick() {
        sequence &+= 1
        timestamp &+= 960
        guard let transport else { return }
        var packet = [UInt8](repeating: 0, count: LaneTransport.longestPacket)
        packet.replaceSubrange(12..<15, with: [0xF8, 0xFF, 0xFE])
        unsafe packet.withUnsafeMutableBytes { bytes in
            let count = unsafe transport.seal(frameCount: 3, sequence: sequence, timestamp: timestamp, in: bytes)
            if unsafe transport.send(UnsafeRawBufferPointer(rebasing: bytes[..<count])) { sent += 1 }
        }
    }
}
