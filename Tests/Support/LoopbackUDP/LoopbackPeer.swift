internal import Foundation
import Glibc

/// A UDP socket on a free port of 127.0.0.1 that answers by hand. The port is bound as long as the object lives.
package final class LoopbackPeer: Sendable {
    private let fd: Int32
    package let port: UInt16

    package init() throws {
        fd = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = fd
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard unsafe bind(descriptor, generic, length) == 0 else { return Int32(-1) }
                return unsafe getsockname(descriptor, generic, &length)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        guard status == 0 else { throw POSIXFailure(errno: errno) }
    }

    deinit {
        close(fd)
    }

    /// As `answerOne`, on a thread of its own.
    package func answerNext(_ answer: @escaping @Sendable ([UInt8]) -> [UInt8]?) async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                self.answerOne(answer)
                continuation.resume()
            }
        }
    }

    /// Waits, blocking, for a datagram; answers it with what `answer` makes of it.
    package func answerOne(_ answer: ([UInt8]) -> [UInt8]?) {
        var buffer = [UInt8](repeating: 0, count: 2_048)
        var peer = sockaddr()
        var length = socklen_t(MemoryLayout<sockaddr>.size)
        let count = unsafe recvfrom(fd, &buffer, buffer.count, 0, &peer, &length)
        guard count >= 0, let reply = answer(Array(buffer.prefix(count))) else { return }
        _ = unsafe sendto(fd, reply, reply.count, 0, &peer, length)
    }
}

package struct POSIXFailure: Error {
    package let errno: Int32
}
