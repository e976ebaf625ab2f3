import DiscordTypes
import Logging
import LoopbackUDP

@testable import VoiceNode

/// One guild's voice connection before a scripted Discord: the gateway's side, the voice server and its UDP port.
struct VoiceStage {
    static let guild = GuildID(1)
    static let bot = UserID(2)
    static let channel = ChannelID(10)

    let server = ScriptedServer()
    let clock = ManualClock()
    let commands = Inbox<VoiceStateCommand>()
    let directory = GuildDirectory()
    let udp: LoopbackPeer
    let connections: VoiceConnections
    let connection: VoiceConnection

    init(channels: [GuildChannel] = [], maxDave: Int = 0) async throws {
        udp = try LoopbackPeer()
        connections = VoiceConnections(
            environment: VoiceEnvironment(
                connector: server.connector, directory: directory,
                sendVoiceState: { [commands] in commands.put($0) }, maxDaveProtocolVersion: { _ in maxDave },
                timeline: Timeline(clock), random: { 0.5 },
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        connection = await connections.connection(for: Self.guild)
        let guilds = channels.isEmpty ? [] : [UnavailableGuild(id: Self.guild, isUnavailable: true)]
        let known = guilds.isEmpty ? [UnavailableGuild(id: Self.guild, isUnavailable: true)] : guilds
        await dispatch(
            .ready(GatewayReady(user: Self.bot, sessionID: "G", resumeURL: "wss://r", guilds: known)))
        if !channels.isEmpty {
            await dispatch(
                .guildCreate(
                    GatewayGuild(
                        id: Self.guild, name: "Home", owner: Self.bot, channels: channels)))
        }
    }

    func dispatch(_ event: GatewayEvent) async {
        directory.apply(event)
        await connections.receive(.event(event))
    }

    /// What Discord answers to a join.
    func admit(to channel: ChannelID = channel, token: String = "T", suppressed: Bool = false) async {
        await dispatch(
            .voiceStateUpdate(
                VoiceState(
                    guild: Self.guild, channel: channel, user: Self.bot, sessionID: "S", isSuppressed: suppressed)))
        await dispatch(
            .voiceServerUpdate(VoiceServer(guild: Self.guild, token: token, endpoint: "voice.example:443")))
    }

    /// Op 4 with the key 1, 2, … 32, or another first byte.
    static func description(firstKeyByte: Int = 1, dave: Int = 0) -> String {
        let key = ([firstKeyByte] + Array(2...32)).map(String.init).joined(separator: ",")
        return #"{"op":4,"d":{"mode":"aead_aes256_gcm_rtpsize","secret_key":[\#(key)],"#
            + #""dave_protocol_version":\#(dave)}}"#
    }

    /// Plays the voice server's side up to op 4. Returns what the client identified with.
    @discardableResult
    func serve(_ socket: ScriptedSocket, dave: Int = 0) async throws -> [String: Any] {
        socket.text(#"{"op":8,"d":{"heartbeat_interval":13750}}"#)
        let identify = try await socket.json()
        socket.text(
            #"{"op":2,"d":{"ssrc":7,"ip":"127.0.0.1","port":\#(udp.port),"#
                + #""modes":["aead_xchacha20_poly1305_rtpsize","aead_aes256_gcm_rtpsize"]}}"#)
        await udp.answerNext { request in
            request == IPDiscovery.request(ssrc: 7) ? IPDiscoveryTests.answer(ssrc: 7) : nil
        }
        let select = try await socket.json()
        guard let body = select["d"] as? [String: Any], let data = body["data"] as? [String: Any],
            select["op"] as? Int == 1, data["address"] as? String == "203.0.113.9", data["port"] as? Int == 50_004,
            data["mode"] as? String == "aead_aes256_gcm_rtpsize"
        else { throw ScriptedSocket.Unexpected() }
        socket.text(Self.description(dave: dave))
        return identify
    }
}
