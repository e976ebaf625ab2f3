import UDP

/// Asks a voice server for our own address as it sees it. Source: Discord's documentation, "IP Discovery".
enum IPDiscovery {
    struct Answer: Hashable, Sendable {
        let address: String
        let port: UInt16
    }

    enum Failure: Error {
        /// No answer to any of the requests.
        case unanswered
    }

    static let packetSize = 74
    /// How long each request may wait for its answer. Together less than the five seconds in which audio must be back.
    static let patience: [Duration] = [.milliseconds(250), .milliseconds(500), .seconds(1), .seconds(1), .seconds(1)]

    static func request(ssrc: UInt32) -> [UInt8] {
        var packet = [UInt8](repeating: 0, count: packetSize)
        packet[1] = 1
        packet[3] = 70
        for index in 0..<4 { packet[4 + index] = UInt8(truncatingIfNeeded: ssrc >> (24 - 8 * UInt32(index))) }
        return packet
    }

    /// Nil for anything but an answer for `ssrc`: other packets may arrive on the same socket.
    static func answer(_ packet: [UInt8], ssrc: UInt32) -> Answer? {
        guard packet.count >= packetSize, packet[0] == 0, packet[1] == 2,
            packet[4..<8].elementsEqual(request(ssrc: ssrc)[4..<8])
        else { return nil }
        let text = packet[8..<72].prefix { $0 != 0 }
        guard !text.isEmpty, text.count < 64, text.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let port = UInt16(packet[72]) << 8 | UInt16(packet[73])
        guard port != 0 else { return nil }
        return Answer(address: String(decoding: text, as: UTF8.self), port: port)
    }

    /// Repeats the request until an answer comes. Throws `Failure`, `UDPError.cannotSend` or `CancellationError`.
    static func discover(
        over socket: UDPSocket, ssrc: UInt32, patience: [Duration] = patience
    ) async throws -> Answer {
        let clock = ContinuousClock()
        for wait in patience {
            try socket.send(request(ssrc: ssrc))
            let deadline = clock.now + wait
            while true {
                let left = clock.now.duration(to: deadline)
                guard left > .zero, let packet = try await next(from: socket, within: left) else { break }
                if let answer = answer(packet, ssrc: ssrc) { return answer }
            }
        }
        throw Failure.unanswered
    }

    /// A refusal by the peer's machine counts as a lost packet: its voice server may be about to start.
    private static func next(from socket: UDPSocket, within time: Duration) async throws -> [UInt8]? {
        do {
            return try await socket.receive(limit: 2_048, timeout: time)
        } catch is UDPError {
            try await Task.sleep(for: min(time, .milliseconds(100)))
            return []
        }
    }
}
