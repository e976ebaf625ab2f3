internal import Foundation

/// TCP ports of this machine that nothing listens on at the moment.
struct FreePorts {
    let numbers: [UInt16]

    /// So many different ports of the loopback address.
    init(_ count: Int) throws {
        // Held until all are known, so that they differ.
        var held: [Int32] = []
        defer { for descriptor in held { close(descriptor) } }
        var numbers: [UInt16] = []
        for _ in 0..<count {
            guard let (descriptor, port) = Self.bound(0, to: "127.0.0.1") else { throw POSIXError(.EADDRNOTAVAIL) }
            held.append(descriptor)
            numbers.append(port)
        }
        self.numbers = numbers
    }

    /// Whether something could listen there. An address that is not IPv4 counts as free: it can't be told here.
    static func isFree(_ port: UInt16, on address: String) -> Bool {
        guard !address.contains(":") else { return true }
        guard let (descriptor, _) = bound(port, to: address) else { return false }
        close(descriptor)
        return true
    }

    private static func bound(_ port: UInt16, to host: String) -> (Int32, UInt16)? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = unsafe inet_addr(host)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(descriptor, pointer, length) == 0 && getsockname(descriptor, pointer, &length) == 0
            }
        }
        guard isBound else {
            close(descriptor)
            return nil
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }
}
