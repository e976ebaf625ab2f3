package import Glibc

/// An IPv4 or IPv6 address as a number, compared family by family: `::ffff:10.0.0.1` is an IPv6 address, until `unmapped`.
package enum IPAddress: Hashable, Sendable {
    case v4(UInt32)
    case v6(UInt128)

    package var bitWidth: Int {
        switch self {
        case .v4: 32
        case .v6: 128
        }
    }

    /// The IPv4 address where one came mapped into IPv6 (RFC 4291 §2.5.5.2), as the system tells those of its IPv6 sockets.
    package var unmapped: IPAddress {
        guard case .v6(let value) = self, value >> 32 == 0xFFFF else { return self }
        return .v4(UInt32(truncatingIfNeeded: value))
    }
}

extension IPAddress: LosslessStringConvertible {
    /// Reads the strict text forms only (`inet_pton`): no `127.1`, no `0x7f000001`, no zone, no brackets.
    package init?(_ description: String) {
        var v4 = in_addr()
        var v6 = in6_addr()
        if unsafe inet_pton(AF_INET, description, &v4) == 1 {
            self = .v4(UInt32(bigEndian: v4.s_addr))
        } else if unsafe inet_pton(AF_INET6, description, &v6) == 1 {
            self.init(v6)
        } else {
            return nil
        }
    }

    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        switch self {
        case .v4(let value):
            var address = in_addr(s_addr: value.bigEndian)
            unsafe inet_ntop(AF_INET, &address, &text, socklen_t(text.count))
        case .v6(let value):
            var bytes = value.bigEndian
            unsafe inet_ntop(AF_INET6, &bytes, &text, socklen_t(text.count))
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension IPAddress {
    private init(_ address: in6_addr) {
        self = unsafe withUnsafeBytes(of: address) { bytes in
            unsafe .v6(bytes.reduce(into: UInt128(0)) { $0 = $0 << 8 | UInt128($1) })
        }
    }

    /// The address in a socket address, nil for any family but AF_INET and AF_INET6 or when `length` is too short.
    package init?(socketAddress: UnsafePointer<sockaddr>, length: Int) {
        switch unsafe Int32(socketAddress.pointee.sa_family) {
        case AF_INET where length >= MemoryLayout<sockaddr_in>.size:
            let address = unsafe UnsafeRawPointer(socketAddress).loadUnaligned(as: sockaddr_in.self)
            self = .v4(UInt32(bigEndian: address.sin_addr.s_addr))
        case AF_INET6 where length >= MemoryLayout<sockaddr_in6>.size:
            let address = unsafe UnsafeRawPointer(socketAddress).loadUnaligned(as: sockaddr_in6.self)
            self.init(address.sin6_addr)
        default:
            return nil
        }
    }
    /// The other end of a connected socket; nil where it has none, or is of another family.
    package static func peer(of descriptor: Int32) -> IPAddress? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return unsafe withUnsafeMutablePointer(to: &storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard unsafe getpeername(descriptor, address, &size) == 0 else { return nil }
                return unsafe IPAddress(socketAddress: address, length: Int(size))
            }
        }
    }

    /// The port that a socket of either family is bound to.
    package static func localPort(of descriptor: Int32) -> UInt16? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let isKnown = unsafe withUnsafeMutablePointer(to: &storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe getsockname(descriptor, address, &size) == 0
            }
        }
        guard isKnown else { return nil }
        // sin_port and sin6_port lie at the same place.
        return unsafe withUnsafeBytes(of: &storage) { bytes in
            unsafe UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        }
    }

    /// Calls `body` with the system's form of address and port.
    package func withSocketAddress<Result>(
        port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        switch self {
        case .v4(let value):
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = value.bigEndian
            return unsafe Self.rebound(&address, body)
        case .v6(let value):
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            unsafe withUnsafeMutableBytes(of: &address.sin6_addr) { bytes in
                unsafe bytes.storeBytes(of: value.bigEndian, as: UInt128.self)
            }
            return unsafe Self.rebound(&address, body)
        }
    }

    private static func rebound<Address, Result>(
        _ address: inout Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe body(generic, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }
}
