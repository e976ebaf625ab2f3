import DiscordTypes

@testable import VoiceNode

/// Plays inputs into a `VoiceMembershipMachine` on a hand-moved clock and writes its outputs as short lines.
final class MembershipScript {
    var machine: VoiceMembershipMachine
    var now = Duration.zero

    init(isGatewayUp: Bool = true, random: Double = 0.5) {
        machine = VoiceMembershipMachine(guild: GuildID(1), isGatewayUp: isGatewayUp, random: { random })
    }

    @discardableResult
    func play(_ input: VoiceMembershipMachine.Input) -> [String] {
        machine.handle(input, at: now).map(Self.line)
    }

    /// VOICE_STATE_UPDATE of our own; nil: in no channel.
    @discardableResult
    func state(_ channel: UInt64?, session: String = "S", suppressed: Bool = false) -> [String] {
        play(
            .ownState(
                VoiceState(
                    guild: GuildID(1), channel: channel.map(ChannelID.init), user: UserID(2), sessionID: session,
                    isSuppressed: suppressed)))
    }

    /// VOICE_SERVER_UPDATE.
    @discardableResult
    func server(_ token: String, _ endpoint: String? = "a") -> [String] {
        play(.server(VoiceServer(guild: GuildID(1), token: token, endpoint: endpoint)))
    }

    /// Into channel 10 with token T.
    func connect() {
        play(.join(ChannelID(10)))
        state(10)
        server("T")
        play(.sessionEstablished)
    }

    private static func line(_ output: VoiceMembershipMachine.Output) -> String {
        switch output {
        case .voiceState(let channel): "op4 \(channel?.description ?? "-")"
        case .connect(let credentials): "connect \(credentials.endpoint) \(credentials.token) \(credentials.sessionID)"
        case .disconnect: "disconnect"
        case .schedule(let delay): "timer \((delay / .milliseconds(1)).rounded() / 1_000)"
        case .cancelTimer: "cancel"
        case .joined: "joined"
        case .joinFailed(let failure): "join failed \(failure)"
        case .interrupted(let reason): "interrupted \(reason)"
        case .moved(let channel): "moved \(channel)"
        case .suppressed(let isSuppressed): "suppressed \(isSuppressed)"
        case .disconnected(let reason): "out \(reason)"
        }
    }
}
