/// A CIDR block such as `10.0.0.0/8`, or a single address.
package struct AddressRange: Hashable, Sendable {
    let base: IPAddress
    let prefix: Int

    /// Nil unless an address, optionally with a prefix length that fits its family.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let base = IPAddress(String(first)) else { return nil }
        let longest = base.isIPv6 ? 128 : 32
        var prefix = longest
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy(ASCII.isDigit), let length = Int(parts[1]), (0...longest).contains(length)
            else { return nil }
            prefix = length
        }
        self.base = base
        self.prefix = prefix
    }

    package func contains(_ address: IPAddress) -> Bool {
        guard address.isIPv6 == base.isIPv6 else { return false }
        return prefix == 0 || (address.bits ^ base.bits) >> UInt128(128 - prefix) == 0
    }
}
