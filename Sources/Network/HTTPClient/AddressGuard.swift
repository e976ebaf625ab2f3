package import Addresses

/// Decides which addresses a request made on a user's behalf may reach.
///
/// Asked with the address of the very socket about to be opened, so that neither a redirect, nor an odd spelling of
/// a number, nor a name that resolves differently a moment later gets around it.
/// Refused is whatever the IANA special-purpose registries don't call globally reachable; of IPv6 only 2000::/3 is
/// reachable at all, which leaves out v4-mapped, NAT64, unique local, link-local, multicast and unspecified addresses.
package struct AddressGuard: Sendable, Equatable {
    /// Blocks that are let through although they are special, for tests and private networks.
    package var allowed: [CIDR]

    package init(allowed: [CIDR] = []) {
        self.allowed = allowed
    }

    package func permits(_ address: IPAddress) -> Bool {
        if allowed.contains(where: { $0.contains(address) }) { return true }
        switch address {
        case .v4: return !Self.special.contains { $0.contains(address) }
        case .v6(let value):
            return value >> 125 == 1 && !Self.special.contains { $0.contains(address) }
        }
    }

    /// IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and later), and multicast.
    package static let special: [CIDR] = [
        "0.0.0.0/8",  // this network, the unspecified address
        "10.0.0.0/8",  // private
        "100.64.0.0/10",  // shared by carriers' NAT
        "127.0.0.0/8",  // loopback
        "169.254.0.0/16",  // link-local; clouds serve credentials here
        "172.16.0.0/12",  // private
        "192.0.0.0/24",  // protocol assignments
        "192.0.2.0/24",  // documentation
        "192.88.99.0/24",  // 6to4 relays
        "192.168.0.0/16",  // private
        "198.18.0.0/15",  // benchmarks
        "198.51.100.0/24",  // documentation
        "203.0.113.0/24",  // documentation
        "224.0.0.0/4",  // multicast
        "240.0.0.0/4",  // reserved, broadcast
        "2001::/23",  // protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  // documentation
        "2002::/16",  // 6to4, which embeds any IPv4 address
        "3fff::/20",  // documentation
    ].compactMap(CIDR.init)
}
