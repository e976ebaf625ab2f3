internal import DAVE
import DiscordTypes

/// Frames in, heartbeats and commands out.
extension VoiceGatewayMachine {
    mutating func handle(_ frame: VoiceFrame, at now: Duration) -> [Output] {
        guard hasSocket else { return [] }
        if let sequence = frame.sequence { acknowledged = sequence & 0xFFFF }
        switch frame.content {
        case .hello(let interval): return handleHello(milliseconds: interval)
        case .ready(let ready): return handleReady(ready)
        case .sessionDescription(let description): return handleDescription(description)
        case .heartbeatAcknowledged: return handleAcknowledgement(at: now)
        case .resumed: return handleResumed()
        case .clientsConnect(let users): return [.dave(.clientsConnected(users))]
        case .clientDisconnect(let user): return [.dave(.clientDisconnected(user))]
        case .prepareTransition(let id, let version):
            return [.dave(.prepareTransition(id: id, protocolVersion: version))]
        case .executeTransition(let id): return [.dave(.executeTransition(id: id))]
        case .prepareEpoch(let epoch, let version):
            return [.dave(.prepareEpoch(epoch: epoch, protocolVersion: version))]
        case .speaking, .unknown: return []
        case .malformed(let op, let reason):
            // Without these two no session can come about; waiting for the timeout would hide the reason.
            guard op == 2 || op == 4 else { return [.malformed(op: op, reason: reason)] }
            return give(up: .unreadable(reason: "op \(op) \(reason)"))
        }
    }

    mutating func handle(_ frame: VoiceBinaryFrame) -> [Output] {
        guard hasSocket else { return [] }
        acknowledged = Int(frame.sequence)
        return DAVEEvent(frame).map { [.dave($0)] } ?? []
    }

    /// The heartbeat's timer. A heartbeat that is still unanswered means that the connection is dead.
    mutating func beat(at now: Duration) -> [Output] {
        guard hasSocket, let heartbeat else { return [] }
        guard heartbeat.sentAt == nil else { return lose(code: nil, closing: true) }
        self.heartbeat?.sentAt = now
        let nonce = UInt64(max(0, now / .milliseconds(1)))
        return [
            .send(.heartbeat(nonce: nonce, acknowledged: acknowledged)),
            .schedule(.heartbeat, after: heartbeat.interval),
        ]
    }

    private mutating func handleAcknowledgement(at now: Duration) -> [Output] {
        guard let sentAt = heartbeat?.sentAt else { return [] }
        heartbeat?.sentAt = nil
        return [.latency(now - sentAt)]
    }

    mutating func setSpeaking(_ isSpeaking: Bool) -> [Output] {
        self.isSpeaking = isSpeaking
        guard case .established(let session) = state else { return [] }
        return [.send(.speaking(isSpeaking ? .microphone : [], ssrc: session.ssrc))]
    }

    /// A new or resumed session must hear that we speak before the first packet.
    func speakingOutput(ssrc: UInt32) -> [Output] {
        isSpeaking ? [.send(.speaking(.microphone, ssrc: ssrc))] : []
    }

    /// While the websocket is being replaced the command waits for the resume; without a session it means nothing,
    /// since encryption starts anew with the next one.
    mutating func send(_ command: DAVECommand) -> [Output] {
        if case .established = state { return [Self.output(for: command)] }
        guard session != nil else { return [] }
        guard waitingCommands.count < Self.waitingCommandLimit else { return give(up: .resumeFailed) }
        waitingCommands.append(command)
        return []
    }

    mutating func sendWaitingCommands() -> [Output] {
        defer { waitingCommands = [] }
        return waitingCommands.map(Self.output)
    }

    private static func output(for command: DAVECommand) -> Output {
        switch command {
        case .transitionReady(let id): .send(.transitionReady(id: id))
        case .invalidCommitWelcome(let id): .send(.invalidCommitWelcome(id: id))
        case .keyPackage(let bytes): .sendBinary(op: 26, payload: bytes)
        case .commitWelcome(let bytes): .sendBinary(op: 28, payload: bytes)
        }
    }
}
