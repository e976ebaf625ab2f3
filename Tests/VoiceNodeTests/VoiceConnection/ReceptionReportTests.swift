import Audio
import Crypto
import DiscordTypes
import Jobs
import LoopbackUDP
import Testing
import UDP

@testable import VoiceNode

/// What the voice server says of our packets, and what becomes of it.
struct ReceptionReportTests {
    static let ssrc: UInt32 = 0xAABB_CCDD

    /// RFC 3550 §6.4.2, one block for each of the streams.
    static func packet(about streams: [UInt32] = [ssrc], fraction: UInt8, lost: [UInt8] = [0, 0, 7]) -> [UInt8] {
        var packet: [UInt8] = [0x80 | UInt8(streams.count), 201, 0, UInt8(1 + 6 * streams.count), 0, 0, 0, 13]
        for (number, stream) in streams.enumerated() {
            packet += (0..<4).map { UInt8(truncatingIfNeeded: stream >> (24 - 8 * $0)) }
            packet += [fraction &+ UInt8(number)] + lost + [UInt8](repeating: 1, count: 16)
        }
        return packet
    }

    private static func read(_ packet: some Collection<UInt8>) -> ReceptionReport? {
        let bytes = Array(packet)
        return ReceptionReport(bytes.span, about: ssrc)
    }

    @Test func `a report is read, and only what it says of our stream`() {
        let plain = Self.packet(fraction: 51)
        #expect(Self.read(plain) == ReceptionReport(fractionLost: 51, packetsLost: 7))
        let second = Self.packet(about: [1, Self.ssrc], fraction: 9)
        #expect(Self.read(second)?.fractionLost == 10)
        let negative = Self.packet(fraction: 0, lost: [0xFF, 0xFF, 0xFE])
        #expect(Self.read(negative)?.packetsLost == -2)
        let others = Self.packet(about: [1, 2], fraction: 9)
        #expect(Self.read(others) == nil)
        for count in 0..<plain.count {
            #expect(Self.read(plain.prefix(count)) == nil, "\(count) bytes")
        }
        var sender = plain
        sender[1] = 200
        #expect(Self.read(sender) == nil)
        var version = plain
        version[0] = 0x41
        #expect(Self.read(version) == nil)
    }

    private static func sealed(_ packet: [UInt8], by cipher: TransportCipher, counter: UInt32) throws -> [UInt8] {
        var sealed = packet + [UInt8](repeating: 0, count: TransportCipher.tagSize + TransportCipher.counterSize)
        var span = sealed.mutableSpan
        try cipher.seal(&span, headerCount: 8, frameCount: packet.count - 8, counter: counter)
        return sealed
    }

    private static func cipher(_ mode: TransportMode) throws -> TransportCipher {
        let key = SecretBytes(copying: [UInt8](repeating: 9, count: 32))
        return switch mode {
        case .aes256GCM: .aes256GCM(try AES256GCM(key: key))
        case .xChaCha20Poly1305: .xChaCha20Poly1305(try XChaCha20Poly1305(key: key))
        }
    }

    @Test(arguments: [TransportMode.aes256GCM, .xChaCha20Poly1305])
    func `the newest of those that wait is taken, and what is forged or something else is passed over`(
        mode: TransportMode
    ) throws {
        let peer = try LoopbackPeer()
        let socket = try UDPSocket(address: "127.0.0.1", port: peer.port)
        let reports = ReceptionReports(socket: socket, ssrc: Self.ssrc, cipher: try Self.cipher(mode))
        #expect(reports.newest() == nil)
        var forged = try Self.sealed(Self.packet(fraction: 200), by: Self.cipher(mode), counter: 1)
        forged[forged.count - 6] ^= 1
        let packets = [
            try Self.sealed(Self.packet(fraction: 10), by: Self.cipher(mode), counter: 2),
            try Self.sealed(Self.packet(fraction: 20), by: Self.cipher(mode), counter: 3),
            forged, [0x80, 0x78] + [UInt8](repeating: 3, count: 60), [0x81, 201], [7],
        ]
        for packet in packets {
            try socket.send([1])
            peer.answerOne { _ in packet }
        }
        #expect(reports.newest()?.fractionLost == 20)
        #expect(reports.newest() == nil, "none was left")
    }

    @Test func `a rise is followed at once and a fall slowly, as far as the music mode goes`() {
        func note(_ fraction: UInt8, _ loss: inout ExpectedLoss) -> Int32 {
            loss.note(ReceptionReport(fractionLost: fraction, packetsLost: 0))
            return loss.percent
        }
        var loss = ExpectedLoss()
        #expect(note(0, &loss) == 0)
        #expect(note(13, &loss) == 5)
        #expect(note(128, &loss) == ExpectedLoss.highest)
        #expect(note(0, &loss) == ExpectedLoss.highest, "a burst is not forgotten at the first report without loss")
        for _ in 0..<12 { _ = note(0, &loss) }
        #expect((1...4).contains(note(0, &loss)), "\(loss.percent)")
        for _ in 0..<12 { _ = note(0, &loss) }
        #expect(loss.percent == 0)
    }

    @Test func `the encoders of what plays are told, and a new connection begins without loss`() async throws {
        let file = try Tones.file(440, milliseconds: 20_000)
        let stage = try await PlayerStage(files: ["a": file])
        async let played = stage.play("a")
        let peer = try LoopbackPeer()
        let socket = try UDPSocket(address: "127.0.0.1", port: peer.port)
        let cipher = try Self.cipher(.aes256GCM)
        await stage.letJoin(reports: ReceptionReports(socket: socket, ssrc: Self.ssrc, cipher: cipher))
        _ = try await played
        _ = try await stage.packets(10)
        guard case .sound = try await stage.ask(.sound(.volume(percent: 50))) else { throw Unexpected(what: "volume") }
        try socket.send([1])
        let report = try Self.sealed(Self.packet(fraction: 13), by: Self.cipher(.aes256GCM), counter: 1)
        peer.answerOne { _ in report }
        stage.player.send(.tick)
        _ = try await stage.ask(.nowPlaying)
        #expect(await stage.player.lossOfProcessor == 5)
        stage.player.send(.voice(.lost))
        stage.connect()
        _ = try await stage.ask(.nowPlaying)
        #expect(await stage.player.encoder.expectedLoss == 0)
        await stage.end()
    }
}

extension GuildPlayer {
    fileprivate var lossOfProcessor: Int32? { playing?.processor?.read { $0.encoder.expectedLoss } }
}
