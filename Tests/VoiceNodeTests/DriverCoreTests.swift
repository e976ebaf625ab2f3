import Crypto
import DAVE
import LoopbackUDP
import Synchronization
import Testing
import UDP

@testable import VoiceNode

/// Keeps what the driver sends instead of sending it.
final class RecordingSocket: UDPSending {
    let packets = Mutex<[[UInt8]]>([])

    func sendNow(_ packet: UnsafeRawBufferPointer) -> Bool {
        let bytes = unsafe Array(packet)
        packets.withLock { $0.append(bytes) }
        return true
    }
}

/// A driver whose time is moved by the test.
final class SteppedDriver {
    let core = DriverCore(lanes: 4)
    let socket = RecordingSocket()
    let lane: Lane
    let key: AES256GCM
    var rings: [FrameRing] = []
    var transports: [LaneTransport] = []

    init() throws {
        key = try AES256GCM(key: SecretBytes(copying: [UInt8](repeating: 7, count: 32)))
        lane = Lane(index: 0, events: core.events, timestamp: 1000, sequence: 65_534)
        _ = unsafe core.commands.send(.add(Unmanaged.passUnretained(lane)))
    }

    func connect(needsEncryption: Bool = false, through other: (any UDPSending)? = nil) {
        let transport = LaneTransport(
            socket: other ?? socket, ssrc: 0xAABB_CCDD, cipher: .aes256GCM(key), needsEncryption: needsEncryption)
        transports.append(transport)
        _ = unsafe core.commands.send(.connect(Unmanaged.passUnretained(lane), Unmanaged.passUnretained(transport)))
    }

    func ring(_ packets: [[UInt8]], finished: Bool = true) -> FrameRing {
        let ring = FrameRing(capacity: 8192)
        rings.append(ring)
        for packet in packets { _ = unsafe packet.withUnsafeBytes { unsafe ring.push($0) } }
        if finished { ring.finish() }
        return ring
    }

    func play(_ ring: FrameRing?) {
        _ = unsafe core.commands.send(
            .play(Unmanaged.passUnretained(lane), ring.map { unsafe Unmanaged.passUnretained($0) }))
    }

    func follow(_ ring: FrameRing) {
        _ = unsafe core.commands.send(.follow(Unmanaged.passUnretained(lane), Unmanaged.passUnretained(ring)))
    }

    func encrypt(_ encryption: LaneEncryption?) {
        _ = unsafe core.commands.send(
            .encrypt(Unmanaged.passUnretained(lane), encryption.map { unsafe Unmanaged.passUnretained($0) }))
    }

    func hold(_ isHeld: Bool) { _ = unsafe core.commands.send(.hold(Unmanaged.passUnretained(lane), isHeld)) }
    func pause() { _ = unsafe core.commands.send(.pause(Unmanaged.passUnretained(lane))) }
    func resume() { _ = unsafe core.commands.send(.resume(Unmanaged.passUnretained(lane))) }
    func disconnect() { _ = unsafe core.commands.send(.disconnect(Unmanaged.passUnretained(lane))) }
    func remove() { _ = unsafe core.commands.send(.remove(Unmanaged.passUnretained(lane))) }

    func run(ticks: Int, sendingBy batch: UDPBatch? = nil) {
        for _ in 0..<ticks {
            core.takeCommands()
            core.prepare(for: batch)
            core.transmit(by: batch)
        }
    }

    var events: [String] {
        var all: [String] = []
        while let event = core.events.take() {
            switch event {
            case .started(_, let ring): all.append("started \(name(ring))")
            case .ended(_, let ring): all.append("ended \(name(ring))")
            case .stuck(_, let ring): all.append("stuck \(name(ring))")
            case .silent: all.append("silent")
            case .released(_, let token): all.append("released \(name(token))")
            case .closed: all.append("closed")
            }
        }
        return all
    }

    private func name(_ token: UInt64) -> String {
        if let index = rings.firstIndex(where: { $0.token == token }) { return "ring\(index)" }
        return transports.firstIndex(where: { $0.token == token }).map { "transport\($0)" } ?? "?"
    }

    /// Sequence number, timestamp, nonce counter and decrypted frame of each packet sent.
    func sent() throws -> [Sent] {
        try socket.packets.withLock { try $0.map { try Sent($0, key: key) } }
    }
}

struct Sent: Equatable {
    var sequence: UInt16
    var timestamp: UInt32
    var counter: UInt32
    var frame: [UInt8]

    init(_ packet: [UInt8], key: AES256GCM) throws {
        func number(_ range: Range<Int>) -> UInt32 { packet[range].reduce(0) { $0 << 8 | UInt32($1) } }
        try #require(packet.count >= 32 && Array(packet[0..<2]) == [0x80, 0x78])
        #expect(number(8..<12) == 0xAABB_CCDD)
        sequence = UInt16(number(2..<4))
        timestamp = number(4..<8)
        counter = number(packet.count - 4..<packet.count)
        var nonce = [UInt8](repeating: 0, count: 12)
        nonce.replaceSubrange(0..<4, with: packet.suffix(4))
        frame = [UInt8](repeating: 0, count: packet.count - 32)
        var target = frame.mutableSpan
        let sealed = Array(packet[12..<packet.count - 4])
        let header = Array(packet[0..<12])
        try key.open(sealed.span, nonce: nonce.span, authenticating: header.span, into: &target)
    }
}

/// A socket that the kernel refuses.
struct ClosedSocket: UDPSending {
    func sendNow(_ packet: UnsafeRawBufferPointer) -> Bool { false }
    /// No process has so many.
    var descriptor: Int32? { 1_000_000 }
}

/// Packets that leave together.
@Suite(.enabled(if: UDPBatch(capacity: 1) != nil, "this system has no io_uring, or forbids it"))
struct DriverBatchTests {
    @Test func `a lane's packets leave in the batch and are the same`() throws {
        let driver = try SteppedDriver()
        let peer = try LoopbackPeer()
        driver.connect(through: try UDPSocket(address: "127.0.0.1", port: peer.port))
        driver.play(driver.ring([[1], [2, 2]]))
        let batch = try #require(UDPBatch(capacity: 4))
        driver.run(ticks: 2, sendingBy: batch)
        for (sequence, frame) in [(65_535, [1]), (0, [2, 2])] as [(UInt16, [UInt8])] {
            var sent: Sent?
            peer.answerOne { packet in
                sent = try? Sent(packet, key: driver.key)
                return nil
            }
            #expect(sent?.frame == frame)
            #expect(sent?.sequence == sequence)
        }
        #expect(driver.lane.packetsSent.load(ordering: .relaxed) == 2)
    }

    @Test func `what the kernel refuses is counted, and a socket without descriptor sends by itself`() throws {
        let driver = try SteppedDriver()
        driver.connect(through: ClosedSocket())
        driver.play(driver.ring([[1], [2], [3]]))
        let batch = try #require(UDPBatch(capacity: 4))
        driver.run(ticks: 2, sendingBy: batch)
        #expect(driver.lane.sendFailures.load(ordering: .relaxed) == 2)
        #expect(driver.lane.packetsSent.load(ordering: .relaxed) == 0)
        driver.connect()
        driver.run(ticks: 1, sendingBy: batch)
        #expect(try driver.sent().map(\.frame) == [[3]])
        #expect(driver.lane.packetsSent.load(ordering: .relaxed) == 1)
    }
}

struct DriverCoreTests {
    static let silence: [UInt8] = [0xF8, 0xFF, 0xFE]

    @Test func `a track leaves one packet a tick, then five frames of silence`() throws {
        let driver = try SteppedDriver()
        driver.connect()
        driver.play(driver.ring([[1], [2, 2], [3, 3, 3]]))
        driver.run(ticks: 12)
        let sent = try driver.sent()
        #expect(sent.map(\.frame) == [[1], [2, 2], [3, 3, 3]] + Array(repeating: Self.silence, count: 5))
        #expect(sent.map(\.sequence) == [65_535, 0, 1, 2, 3, 4, 5, 6], "it wraps")
        #expect(sent.map(\.timestamp) == (1...8).map { 1000 + 960 * UInt32($0) })
        #expect(Set(sent.map(\.counter)).count == sent.count, "no nonce twice")
        #expect(driver.events == ["started ring0", "ended ring0", "released ring0", "silent"])
    }

    @Test func `the next track follows in the very next tick`() throws {
        let driver = try SteppedDriver()
        driver.connect()
        driver.play(driver.ring([[1], [2]]))
        driver.follow(driver.ring([[3], [4]]))
        driver.run(ticks: 4)
        let sent = try driver.sent()
        #expect(sent.map(\.frame) == [[1], [2], [3], [4]])
        #expect(sent.map(\.timestamp) == [1960, 2920, 3880, 4840])
        #expect(driver.events == ["started ring0", "ended ring0", "released ring0", "started ring1"])
    }

    @Test func `a pause sends silence and keeps the position`() throws {
        let driver = try SteppedDriver()
        driver.connect()
        let ring = driver.ring([[1], [2], [3]])
        driver.play(ring)
        driver.run(ticks: 1)
        driver.pause()
        driver.run(ticks: 20)
        #expect(ring.framesTaken == 1)
        driver.resume()
        driver.run(ticks: 2)
        let sent = try driver.sent()
        #expect(sent.map(\.frame) == [[1]] + Array(repeating: Self.silence, count: 5) + [[2], [3]])
        #expect(sent[6].timestamp == 1000 + 960 * 22, "RTP time goes on during the pause")
    }

    @Test func `without a connection time goes on and the song does not`() throws {
        let driver = try SteppedDriver()
        let ring = driver.ring([[1], [2]])
        driver.play(ring)
        driver.run(ticks: 10)
        #expect(ring.framesTaken == 0)
        driver.connect()
        driver.run(ticks: 1)
        driver.disconnect()
        driver.run(ticks: 10)
        #expect(ring.framesTaken == 1)
        driver.connect()
        driver.run(ticks: 1)
        #expect(try driver.sent().map(\.timestamp) == [1000 + 960 * 11, 1000 + 960 * 22])
        #expect(driver.events == ["started ring0", "released transport0"])
    }

    @Test func `a ring that stays empty is reported stuck every ten seconds`() throws {
        let driver = try SteppedDriver()
        driver.connect()
        driver.play(driver.ring([[1]], finished: false))
        driver.run(ticks: 1 + Lane.ticksUntilStuck - 1)
        #expect(driver.events == ["started ring0", "silent"])
        driver.run(ticks: 500)
        #expect(driver.events == ["stuck ring0"])
        driver.run(ticks: 500)
        #expect(driver.events == ["stuck ring0"])
        #expect(driver.lane.emptyTicks.load(ordering: .relaxed) == 499 + 1000)
    }

    @Test func `playing something else releases what played and what would have followed`() throws {
        let driver = try SteppedDriver()
        driver.connect()
        driver.play(driver.ring([[1], [2]]))
        driver.follow(driver.ring([[3]]))
        driver.run(ticks: 1)
        driver.play(driver.ring([[9]]))
        driver.run(ticks: 1)
        #expect(try driver.sent().map(\.frame) == [[1], [9]])
        #expect(driver.events == ["started ring0", "released ring0", "released ring1", "started ring2"])
        driver.remove()
        driver.run(ticks: 1)
        #expect(driver.events == ["released transport0", "released ring2", "closed"])
        #expect(driver.core.isIdle)
    }

    @Test func `an encrypted session lets nothing out before its ratchet, and nothing in clear after it`() throws {
        let driver = try SteppedDriver()
        driver.connect(needsEncryption: true)
        let ring = driver.ring([[1, 1], [2, 2], [3, 3]])
        driver.play(ring)
        driver.run(ticks: 10)
        #expect(driver.socket.packets.withLock { $0.isEmpty })
        #expect(ring.framesTaken == 0)
        let secret = SecretBytes(copying: [UInt8](repeating: 9, count: 16))
        let encryption = LaneEncryption(try #require(FrameEncryptor(baseSecret: secret)))
        driver.encrypt(encryption)
        driver.run(ticks: 2)
        driver.encrypt(nil)
        driver.run(ticks: 10)
        let sent = try driver.sent()
        #expect(sent.map(\.timestamp) == [11_560, 12_520], "RTP time went on")
        #expect(ring.framesTaken == 2)
        var decryptor = FrameDecryptor()
        let isInstalled = decryptor.install(baseSecret: secret, now: .zero)
        #expect(isInstalled)
        let heard = try sent.map { try decryptor.decrypt($0.frame, now: .zero) }
        #expect(heard == [[1, 1], [2, 2]])
        // Silence is encrypted as well.
        driver.encrypt(encryption)
        driver.pause()
        driver.run(ticks: 1)
        let silence = try #require(try driver.sent().last?.frame)
        #expect(silence != Self.silence)
        let opened = try decryptor.decrypt(silence, now: .zero)
        #expect(opened == Self.silence)
    }

    @Test func `while held nothing leaves, and the song stands`() throws {
        let driver = try SteppedDriver()
        driver.connect()
        let ring = driver.ring([[1], [2], [3]])
        driver.play(ring)
        driver.run(ticks: 1)
        driver.hold(true)
        driver.run(ticks: 20)
        #expect(ring.framesTaken == 1)
        driver.hold(false)
        driver.run(ticks: 2)
        #expect(try driver.sent().map(\.frame) == [[1], [2], [3]])
    }

    @Test func `ticks that were missed advance RTP time only`() throws {
        let driver = try SteppedDriver()
        driver.connect()
        driver.play(driver.ring([[1], [2]]))
        driver.run(ticks: 1)
        driver.core.skip(ticks: 100)
        driver.run(ticks: 1)
        let sent = try driver.sent()
        #expect(sent.map(\.sequence) == [65_535, 0])
        #expect(sent[1].timestamp - sent[0].timestamp == 101 * 960)
    }
}
