internal import UDP

/// The voice server's reports about our packets, as they arrive on a call's socket. Whatever else arrives is passed over.
///
/// They are sealed like the audio, with the first eight bytes in clear. One caller at a time.
final class ReceptionReports: Sendable {
    private static let longest = 512
    /// What is read at a time; the kernel keeps the rest.
    private static let mostAtATime = 256
    private static let clearBytes = 8

    private let socket: UDPSocket
    private let ssrc: UInt32
    /// Not the one that seals, which the driver's thread uses.
    private let cipher: TransportCipher

    init(socket: UDPSocket, ssrc: UInt32, cipher: TransportCipher) {
        self.socket = socket
        self.ssrc = ssrc
        self.cipher = cipher
    }

    /// The newest that has arrived; nil where none has since the last call. Never waits.
    func newest() -> ReceptionReport? {
        var newest: ReceptionReport?
        for _ in 0..<Self.mostAtATime {
            let datagram: [UInt8]?
            // A refusal by the peer's machine counts as nothing: there may be more behind it.
            do { datagram = try socket.receiveWaiting(limit: Self.longest) } catch { continue }
            guard let datagram else { break }
            newest = report(datagram) ?? newest
        }
        return newest
    }

    private func report(_ sealed: [UInt8]) -> ReceptionReport? {
        guard sealed.count > Self.clearBytes + TransportCipher.tagSize + TransportCipher.counterSize,
            sealed[1] == ReceptionReport.packetType
        else { return nil }
        var packet = sealed
        do {
            var span = packet.mutableSpan
            let length = try cipher.open(&span, headerCount: Self.clearBytes)
            return ReceptionReport(packet.span.extracting(first: length), about: ssrc)
        } catch {
            return nil
        }
    }
}
