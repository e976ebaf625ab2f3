internal import Foundation
internal import Glibc
internal import Synchronization

/// A TCP server on a loopback address whose answers a test writes byte by byte. Each connection has its own thread.
/// It serves until it is stopped or the process ends, whoever refers to it.
@safe
package final class LoopbackServer: Sendable {
    package enum Failure: Error { case socket(errno: Int32) }

    package let port: UInt16
    private let listener: Int32
    private let accepted = Atomic<Int>(0)

    /// Connections accepted so far.
    package var connectionCount: Int { accepted.load(ordering: .acquiring) }

    /// `address` is the IPv4 address to listen on, in host order.
    package init(
        address: UInt32 = 0x7F00_0001, _ serve: @escaping @Sendable (LoopbackConnection) -> Void
    ) throws(Failure) {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = address.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isListening = unsafe withUnsafeMutablePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(listener, pointer, size) == 0 && listen(listener, 128) == 0
                    && getsockname(listener, pointer, &size) == 0
            }
        }
        guard isListening else { throw .socket(errno: errno) }
        port = UInt16(bigEndian: name.sin_port)
        Thread.detachNewThread {
            while true {
                let descriptor = acceptOne(listener)
                guard descriptor >= 0 else { break }
                self.accepted.add(1, ordering: .acquiringAndReleasing)
                Thread.detachNewThread { serve(LoopbackConnection(descriptor)) }
            }
            close(listener)
        }
    }

    /// Refuses connections from now on. Those accepted before go on.
    package func stop() {
        // Ends listening and wakes the accepting thread, which alone may close the descriptor: closed here, its number
        // could already belong to another socket when that thread turns to it.
        shutdown(listener, Int32(SHUT_RDWR))
    }
}

private func acceptOne(_ listener: Int32) -> Int32 {
    while true {
        let descriptor = accept(listener, nil, nil)
        if descriptor >= 0 || errno != EINTR { return descriptor }
    }
}
