internal import Foundation

/// TCP ports of the loopback address that nothing listens on at the moment.
struct FreePorts {
    let numbers: [UInt16]

    init(_ count: Int) throws {
        // Held until all are known, so that they differ.
        var held: [Int32] = []
        defer { for descriptor in held { close(descriptor) } }
        var numbers: [UInt16] = []
        for _ in 0..<count {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            guard descriptor >= 0 else { throw POSIXError(.EMFILE) }
            held.append(descriptor)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                    unsafe bind(descriptor, pointer, length) == 0 && getsockname(descriptor, pointer, &length) == 0
                }
            }
            guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
            numbers.append(UInt16(bigEndian: address.sin_port))
        }
        self.numbers = numbers
    }
}
