internal import CPOSIX

/// A non-blocking UDP socket, connected to one peer. Closed when the last reference goes.
///
/// Sending is safe from any thread. Only one task may receive at a time.
package final class UDPSocket: Sendable {
    /// For the sender's own system calls; valid as long as this object lives.
    package let fd: Int32

    /// `address` is a numeric IPv4 or IPv6 address; no name is looked up. `sendBuffer` is in bytes: room for a burst
    /// of all calls at one tick.
    package init(address: String, port: UInt16, sendBuffer: Int32 = 1 << 20) throws(UDPError) {
        var error: Int32 = 0
        let descriptor = unsafe cposix_udp_connect(address, port, sendBuffer, &error)
        guard descriptor >= 0 else { throw .cannotOpen(errno: error) }
        fd = descriptor
    }

    deinit {
        cposix_udp_close(fd)
    }

    /// The size of the send buffer that the system granted, in bytes.
    package var sendBufferSize: Int { Int(cposix_udp_send_buffer(fd)) }

    /// Sends one datagram. A full buffer is an error, not a wait.
    package func send(_ datagram: [UInt8]) throws(UDPError) {
        let status = unsafe datagram.withUnsafeBufferPointer { bytes in
            unsafe cposix_udp_send(fd, bytes.baseAddress, bytes.count)
        }
        guard status == 0 else { throw .cannotSend(errno: status) }
    }

    /// Hands one datagram to the kernel without waiting or allocating; false if it was not taken.
    package func sendNow(_ packet: UnsafeRawBufferPointer) -> Bool {
        unsafe cposix_udp_send(fd, packet.baseAddress, packet.count) == 0
    }

    /// The datagram that waits, cut off at `limit` bytes, or nil if there is none yet. Never waits.
    package func receiveWaiting(limit: Int) throws(UDPError) -> [UInt8]? {
        var error: Int32 = 0
        var length = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { room, count in
            unsafe length = cposix_udp_receive(fd, room.baseAddress, room.count, &error)
            count = max(0, length)
        }
        switch length {
        case -1: return nil
        case ..<0: throw .cannotReceive(errno: error)
        default: return bytes
        }
    }
}
