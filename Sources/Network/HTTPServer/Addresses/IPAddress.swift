internal import Glibc

/// An IPv4 or IPv6 address. An IPv4 address that came mapped into IPv6 is the IPv4 address.
package struct IPAddress: Hashable, Sendable {
    /// 4 or 16 bytes in network order, as the top bits of a 128-bit number.
    let bits: UInt128
    package let isIPv6: Bool

    init(v4 value: UInt32) {
        bits = UInt128(value) << 96
        isIPv6 = false
    }

    init(v6 value: UInt128) {
        isIPv6 = value >> 32 != 0xFFFF
        bits = isIPv6 ? value : value << 96
    }

    /// Dotted decimal or IPv6 text, without zone and brackets.
    package init?(_ text: String) {
        var v4 = in_addr()
        var v6 = in6_addr()
        if unsafe inet_pton(AF_INET, text, &v4) == 1 {
            self.init(v4: UInt32(bigEndian: v4.s_addr))
        } else if unsafe inet_pton(AF_INET6, text, &v6) == 1 {
            self.init(v6: Self.number(v6))
        } else {
            return nil
        }
    }

    /// Nil for families other than IP.
    init?(_ address: UnsafePointer<sockaddr>) {
        switch unsafe Int32(address.pointee.sa_family) {
        case AF_INET:
            let v4 = unsafe UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self)
            self.init(v4: UInt32(bigEndian: v4.sin_addr.s_addr))
        case AF_INET6:
            let v6 = unsafe UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self)
            self.init(v6: Self.number(v6.sin6_addr))
        default: return nil
        }
    }

    private static func number(_ address: in6_addr) -> UInt128 {
        var address = address
        return unsafe withUnsafeBytes(of: &address) { bytes in
            unsafe bytes.reduce(0) { $0 << 8 | UInt128($1) }
        }
    }
}

extension IPAddress: CustomStringConvertible {
    package var description: String {
        if !isIPv6 {
            return stride(from: 120, through: 96, by: -8).map { String(bits >> UInt128($0) & 0xFF) }
                .joined(separator: ".")
        }
        var address = in6_addr()
        unsafe withUnsafeMutableBytes(of: &address) { bytes in
            for index in 0..<16 {
                unsafe bytes[index] = UInt8(truncatingIfNeeded: bits >> UInt128(120 - 8 * index))
            }
        }
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
            guard let start = text.baseAddress,
                unsafe inet_ntop(AF_INET6, &address, start, socklen_t(INET6_ADDRSTRLEN)) != nil
            else { return "?" }
            return unsafe String(cString: start)
        }
    }
}

extension IPAddress {
    /// Calls `body` with the system's form of address and port.
    func withSocketAddress<Result>(
        port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var storage = sockaddr_storage()
        unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            unsafe bytes.storeBytes(of: sa_family_t(isIPv6 ? AF_INET6 : AF_INET), as: sa_family_t.self)
            unsafe bytes.storeBytes(of: port.bigEndian, toByteOffset: 2, as: UInt16.self)
            if isIPv6 {
                unsafe bytes.storeBytes(of: bits.bigEndian, toByteOffset: 8, as: UInt128.self)
            } else {
                unsafe bytes.storeBytes(of: UInt32(bits >> 96).bigEndian, toByteOffset: 4, as: UInt32.self)
            }
        }
        let size = isIPv6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
        return unsafe withUnsafePointer(to: &storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe body(address, socklen_t(size))
            }
        }
    }

    /// The other end of a connected socket.
    static func peer(of descriptor: Int32) -> IPAddress? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return unsafe withUnsafeMutablePointer(to: &storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe getpeername(descriptor, address, &size) == 0 ? IPAddress(address) : nil
            }
        }
    }
}
