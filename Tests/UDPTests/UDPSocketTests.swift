import Glibc
import LoopbackUDP
import Testing

@testable import UDP

struct UDPSocketTests {
    @Test func `a datagram goes to the peer and its answer comes back`() async throws {
        let peer = try LoopbackPeer()
        let socket = try UDPSocket(address: "127.0.0.1", port: peer.port)
        try socket.send([1, 2, 3])
        peer.answerOne { $0.reversed() }
        #expect(try await socket.receive(limit: 100, timeout: .seconds(30)) == [3, 2, 1])
    }

    @Test func `an answer that comes while waiting ends the wait`() async throws {
        let peer = try LoopbackPeer()
        let socket = try UDPSocket(address: "127.0.0.1", port: peer.port)
        async let received = socket.receive(limit: 100, timeout: .seconds(30))
        try await Task.sleep(for: .milliseconds(20))
        try socket.send([9])
        peer.answerOne { $0 + $0 }
        #expect(try await received == [9, 9])
    }

    @Test func `nothing is nil after the timeout`() async throws {
        let peer = try LoopbackPeer()
        let socket = try UDPSocket(address: "127.0.0.1", port: peer.port)
        #expect(try await socket.receive(limit: 100, timeout: .milliseconds(30)) == nil)
        #expect(try socket.receiveWaiting(limit: 100) == nil)
    }

    @Test func `a cancelled wait ends at once`() async throws {
        let peer = try LoopbackPeer()
        let socket = try UDPSocket(address: "127.0.0.1", port: peer.port)
        let waiting = Task { try await socket.receive(limit: 100, timeout: .seconds(600)) }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }

    @Test func `datagrams of others than the peer do not arrive`() async throws {
        let peer = try LoopbackPeer()
        let stranger = try LoopbackPeer()
        let socket = try UDPSocket(address: "127.0.0.1", port: peer.port)
        let probe = try UDPSocket(address: "127.0.0.1", port: stranger.port)
        try socket.send([1])
        var own: [UInt8] = []
        peer.answerOne {
            own = $0
            return nil
        }
        #expect(own == [1])
        try probe.send([7])
        stranger.answerOne { _ in [8] }
        #expect(try await probe.receive(limit: 10, timeout: .seconds(30)) == [8])
        #expect(try socket.receiveWaiting(limit: 10) == nil)
    }

    @Test(arguments: ["localhost", "", "256.1.1.1", "example.org"])
    func `an address that is not numeric is refused`(address: String) {
        #expect(throws: UDPError.self) { try UDPSocket(address: address, port: 9) }
    }

    @Test func `the descriptor is closed with the last reference`() throws {
        let peer = try LoopbackPeer()
        var socket: UDPSocket? = try UDPSocket(address: "127.0.0.1", port: peer.port)
        let fd = try #require(socket?.fd)
        #expect(fcntl(fd, F_GETFD) & FD_CLOEXEC != 0)
        #expect(fcntl(fd, F_GETFL) & O_NONBLOCK != 0)
        socket = nil
        #expect(socket == nil)
    }

    @Test func `IPv6 is spoken as well`() throws {
        let socket = try UDPSocket(address: "::1", port: 9)
        #expect(socket.sendBufferSize > 0)
    }
}
