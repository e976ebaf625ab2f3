import LoopbackUDP
import Testing
import UDP

@testable import VoiceNode

@Suite(.timeLimit(.minutes(1)))
struct IPDiscoveryTests {
    /// An answer as the documentation lays it out.
    static func answer(
        ssrc: UInt32, address: String = "203.0.113.9", port: UInt16 = 50_004, type: UInt8 = 2
    ) -> [UInt8] {
        var packet: [UInt8] = [0, type, 0, 70]
        for shift in [24, 16, 8, 0] { packet.append(UInt8(truncatingIfNeeded: ssrc >> UInt32(shift))) }
        let text = Array(address.utf8)
        packet += text + Array(repeating: 0, count: max(0, 64 - text.count))
        return packet + [UInt8(port >> 8), UInt8(port & 0xFF)]
    }

    @Test func `the request is 74 bytes of type 1 with the SSRC in network order`() {
        let request = IPDiscovery.request(ssrc: 0x0102_0304)
        #expect(request.count == 74)
        #expect(request.prefix(8) == [0, 1, 0, 70, 1, 2, 3, 4])
        #expect(request.dropFirst(8).allSatisfy { $0 == 0 })
    }

    @Test func `the answer gives address and port`() {
        let expected = IPDiscovery.Answer(address: "203.0.113.9", port: 50_004)
        #expect(IPDiscovery.answer(Self.answer(ssrc: 5), ssrc: 5) == expected)
        #expect(IPDiscovery.answer(Self.answer(ssrc: 5) + [0, 0, 0, 0], ssrc: 5) == expected)
    }

    static let wrong: [[UInt8]] = [
        [], Array(answer(ssrc: 5).dropLast()), answer(ssrc: 6), answer(ssrc: 5, type: 1), answer(ssrc: 5, address: ""),
        answer(ssrc: 5, port: 0), answer(ssrc: 5, address: String(repeating: "1", count: 64)),
        answer(ssrc: 5, address: "1.2\n3"), answer(ssrc: 5, address: "é"), Array(repeating: 0xFF, count: 74),
    ]

    @Test(arguments: wrong)
    func `anything else is no answer`(packet: [UInt8]) {
        #expect(IPDiscovery.answer(packet, ssrc: 5) == nil)
    }

    @Test func `a lost request is repeated, and other packets in between do not matter`() async throws {
        let peer = try LoopbackPeer()
        let socket = try UDPSocket(address: "127.0.0.1", port: peer.port)
        async let found = IPDiscovery.discover(
            over: socket, ssrc: 7, patience: [.milliseconds(20), .milliseconds(20), .seconds(50)])
        await peer.answerNext { _ in nil }
        await peer.answerNext { _ in [0x80, 0x78, 1, 2, 3] }
        await peer.answerNext { request in
            request == IPDiscovery.request(ssrc: 7) ? Self.answer(ssrc: 7) : nil
        }
        #expect(try await found == IPDiscovery.Answer(address: "203.0.113.9", port: 50_004))
    }

    @Test func `silence is an error after the last request`() async throws {
        let peer = try LoopbackPeer()
        let socket = try UDPSocket(address: "127.0.0.1", port: peer.port)
        await #expect(throws: IPDiscovery.Failure.self) {
            try await IPDiscovery.discover(over: socket, ssrc: 7, patience: [.milliseconds(5), .milliseconds(5)])
        }
    }

    @Test func `a port where nobody listens yet is asked again`() async throws {
        let port = try LoopbackPeer().port
        let socket = try UDPSocket(address: "127.0.0.1", port: port)
        await #expect(throws: IPDiscovery.Failure.self) {
            try await IPDiscovery.discover(over: socket, ssrc: 7, patience: [.milliseconds(5), .milliseconds(5)])
        }
    }

    @Test func `the patience ends before audio would be missed for five seconds`() {
        #expect(IPDiscovery.patience.reduce(.zero, +) < .seconds(5))
    }
}
