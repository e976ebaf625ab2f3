import LoopbackUDP
import Testing

@testable import UDP

@Suite(.enabled(if: UDPBatch(capacity: 1) != nil, "this system has no io_uring, or forbids it"))
struct UDPBatchTests {
    /// No process has so many.
    static let noDescriptor: Int32 = 1_000_000

    @Test func `each datagram leaves by its own socket, and only when sent`() throws {
        let batch = try #require(UDPBatch(capacity: 4))
        let peers = [try LoopbackPeer(), try LoopbackPeer()]
        let sockets = try peers.map { try UDPSocket(address: "127.0.0.1", port: $0.port) }
        // The bytes must stay where they are until the batch is sent.
        let datagrams: [[UInt8]] = [[1, 2, 3], [4]]
        unsafe datagrams[0].withUnsafeBytes { first in
            unsafe datagrams[1].withUnsafeBytes { second in
                #expect(unsafe batch.add(first, to: sockets[0].fd, tag: 0))
                #expect(unsafe batch.add(second, to: sockets[1].fd, tag: 1))
                batch.send { Issue.record("datagram \($0) was not taken") }
            }
        }
        for (peer, expected) in zip(peers, datagrams) {
            peer.answerOne { received in
                #expect(received == expected)
                return nil
            }
        }
    }

    @Test func `what the kernel does not take is told by its tag, in this batch alone`() throws {
        let batch = try #require(UDPBatch(capacity: 4))
        let peer = try LoopbackPeer()
        let socket = try UDPSocket(address: "127.0.0.1", port: peer.port)
        var failed: [UInt32] = []
        let bytes: [UInt8] = [7]
        unsafe bytes.withUnsafeBytes { bytes in
            #expect(unsafe batch.add(bytes, to: Self.noDescriptor, tag: 41))
            #expect(unsafe batch.add(bytes, to: socket.fd, tag: 42))
            #expect(unsafe batch.add(bytes, to: Self.noDescriptor, tag: 43))
            batch.send { failed.append($0) }
            #expect(failed.sorted() == [41, 43])
            failed = []
            #expect(unsafe batch.add(bytes, to: socket.fd, tag: 44))
            batch.send { failed.append($0) }
            #expect(failed.isEmpty)
        }
    }

    @Test func `a full batch takes no more until it is sent`() throws {
        let batch = try #require(UDPBatch(capacity: 2))
        let bytes: [UInt8] = [7]
        unsafe bytes.withUnsafeBytes { bytes in
            for round in 0..<3 {
                #expect(unsafe batch.add(bytes, to: Self.noDescriptor, tag: 1), "round \(round)")
                #expect(unsafe batch.add(bytes, to: Self.noDescriptor, tag: 2))
                #expect(unsafe !batch.add(bytes, to: Self.noDescriptor, tag: 3))
                var failed: [UInt32] = []
                batch.send { failed.append($0) }
                #expect(failed.sorted() == [1, 2])
            }
        }
    }
}
