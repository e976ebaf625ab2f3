internal import Glibc

/// An IPv4 or IPv6 address as a number, compared family by family: `::ffff:10.0.0.1` is an IPv6 address here.
package enum IPAddress: Hashable, Sendable {
    case v4(UInt32)
    case v6(UInt128)

    package var bitWidth: Int {
        switch self {
        case .v4: 32
        case .v6: 128
        }
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
    init?(socketAddress: UnsafePointer<sockaddr>, length: Int) {
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
}
