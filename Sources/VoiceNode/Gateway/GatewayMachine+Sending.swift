import DiscordTypes

/// Heartbeats, and commands within the send limit.
extension GatewayMachine {
    /// The heartbeat's timer. A heartbeat that is still unanswered means that the connection is dead although the
    /// socket looks open; it is closed with a code that keeps the session.
    mutating func beat(at now: Duration) -> [Output] {
        guard let heartbeat else { return [] }
        guard heartbeat.sentAt == nil else { return drop(.unanswered, closing: 4000, at: now) }
        self.heartbeat?.sentAt = now
        return heartbeatNow(at: now) + [.schedule(.heartbeat, after: heartbeat.interval)]
    }

    mutating func heartbeatNow(at now: Duration) -> [Output] {
        guard heartbeat != nil else { return [] }
        // Never refused: what may not be exceeded is kept free for it.
        _ = budget.spend(at: now)
        return [.send(.heartbeat(sequence: session?.sequence ?? lastSequence))]
    }

    mutating func handleAcknowledgement(at now: Duration) -> [Output] {
        guard let sentAt = heartbeat?.sentAt else { return [] }
        heartbeat?.sentAt = nil
        return [.report(.latency(now - sentAt))]
    }

    mutating func enqueue(_ command: VoiceStateCommand, at now: Duration) -> [Output] {
        pending.removeAll { $0.guild == command.guild }
        pending.append(command)
        return flush(at: now)
    }

    /// Sends what waits, as far as the limit allows; a timer sends the rest.
    mutating func flush(at now: Duration) -> [Output] {
        guard isReady else { return [] }
        var output: [Output] = []
        while let next = pending.first {
            guard budget.spend(at: now, keeping: Self.heartbeatReserve) else {
                return output + [.schedule(.sendWindow, after: max(.milliseconds(10), budget.wait(at: now)))]
            }
            pending.removeFirst()
            output.append(.send(.voiceState(next)))
        }
        return output
    }
}
