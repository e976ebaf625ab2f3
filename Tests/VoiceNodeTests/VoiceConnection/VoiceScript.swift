import DiscordTypes

@testable import VoiceNode

/// Plays inputs into a `VoiceGatewayMachine` on a hand-moved clock and writes its outputs as short lines.
final class VoiceScript {
    static let credentials = VoiceCredentials(
        guild: GuildID(1), user: UserID(2), sessionID: "S", token: "T", endpoint: "voice.example:443")
    static let modes = ["aead_xchacha20_poly1305_rtpsize", "aead_aes256_gcm_rtpsize"]

    static func description(mode: String = "aead_aes256_gcm_rtpsize", dave: Int = 0) -> VoiceFrame {
        VoiceFrame(
            .sessionDescription(
                VoiceSessionDescription(
                    mode: mode, key: VoiceSecretKey(Array(repeating: 7, count: 32)), daveProtocolVersion: dave)))
    }

    static func ready(modes: [String] = modes) -> VoiceFrame {
        VoiceFrame(.ready(VoiceReady(ssrc: 9, address: "10.0.0.1", port: 50, modes: modes)))
    }

    var machine: VoiceGatewayMachine
    var now = Duration.zero

    init(random: Double = 0.5, maxDave: Int = 0) {
        machine = VoiceGatewayMachine(configuration: .init(maxDaveProtocolVersion: maxDave, random: { random }))
    }

    @discardableResult
    func play(_ input: VoiceGatewayMachine.Input) -> [String] {
        machine.handle(input, at: now).map(Self.line)
    }

    /// Plays the frame as one without a sequence number.
    @discardableResult
    func frame(_ content: VoiceFrame.Content, sequence: Int? = nil) -> [String] {
        play(.text(VoiceFrame(sequence: sequence, content)))
    }

    @discardableResult
    func establish(dave: Int = 0) -> [String] {
        play(.connect(Self.credentials))
        play(.opened)
        frame(.hello(heartbeatInterval: 13_750))
        play(.text(Self.ready()))
        play(.discovered(address: "1.2.3.4", port: 5))
        return play(.text(Self.description(dave: dave)))
    }

    /// From the loss of the websocket to the resume that was sent.
    @discardableResult
    func reconnect() -> [String] {
        play(.timer(.resume))
        play(.opened)
        return frame(.hello(heartbeatInterval: 13_750))
    }

    private static func line(_ output: VoiceGatewayMachine.Output) -> String {
        switch output {
        case .open(let endpoint): "open \(endpoint)"
        case .send(let command): "send \(line(command))"
        case .sendBinary(let op, let payload): "send binary \(op) \(payload)"
        case .close(let code): "close \(code)"
        case .schedule(let timer, let delay): "timer \(timer) \((delay / .milliseconds(1)).rounded() / 1_000)"
        case .cancel(let timer): "cancel \(timer)"
        case .discover(let address, let port, let ssrc): "discover \(address):\(port) \(ssrc)"
        case .established(_, let mode, let ssrc): "established \(mode) \(ssrc)"
        case .resuming(let code): "resuming \(code.map(String.init) ?? "-")"
        case .resumed: "resumed"
        case .failed(let failure): "failed \(failure)"
        case .dave(let event): "dave \(event)"
        case .latency(let latency): "latency \(Int((latency / .milliseconds(1)).rounded()))"
        case .malformed(let op, _): "malformed \(op)"
        }
    }

    private static func line(_ command: VoiceCommand) -> String {
        switch command {
        case .identify(_, let version): "identify \(version)"
        case .selectProtocol(let address, let port, let mode): "select \(address):\(port) \(mode)"
        case .heartbeat(let nonce, let acknowledged): "heartbeat \(nonce) \(acknowledged)"
        case .speaking(let flags, let ssrc): "speaking \(flags.rawValue) \(ssrc)"
        case .resume(_, let acknowledged): "resume \(acknowledged)"
        case .transitionReady(let id): "op23 \(id)"
        case .invalidCommitWelcome(let id): "op31 \(id)"
        }
    }
}
