internal import Addresses
internal import Glibc
internal import Synchronization

/// A bound, listening TCP socket.
final class ListeningSocket: Sendable {
    let port: UInt16
    private let state: Mutex<Int32?>

    init(address: String, port: UInt16) throws(ServerError) {
        guard let parsed = IPAddress(address) else { throw .malformedAddress(address) }
        let family = parsed.bitWidth == 32 ? AF_INET : AF_INET6
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(family, kind, 0)
        guard descriptor >= 0 else { throw .cannotListen(address: address, port: port, code: errno) }
        var yes: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        // A restarted server must not wait for the old one's connections to be forgotten.
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, size)
        let isBound = unsafe parsed.withSocketAddress(port: port) { address, size in
            unsafe bind(descriptor, address, size) == 0
        }
        guard isBound, listen(descriptor, 1024) == 0, let bound = IPAddress.localPort(of: descriptor) else {
            let code = errno
            Glibc.close(descriptor)
            throw .cannotListen(address: address, port: port, code: code)
        }
        self.port = bound
        state = Mutex(descriptor)
    }

    deinit {
        close()
    }

    /// Nil once it is closed.
    var descriptor: Int32? { state.withLock { $0 } }

    /// From now on new connections are refused.
    func close() {
        state.withLock { descriptor in
            if let open = descriptor { Glibc.close(open) }
            descriptor = nil
        }
    }
}
