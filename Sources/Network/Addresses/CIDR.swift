/// A block of addresses, such as `10.0.0.0/8` or `fd00::/8`.
package struct CIDR: Hashable, Sendable {
    package let base: IPAddress
    package let prefixLength: Int

    /// Nil when the length does not fit the family or when bits behind the prefix are set (`10.0.0.1/8` is a mistake).
    package init?(base: IPAddress, prefixLength: Int) {
        guard (0...base.bitWidth).contains(prefixLength) else { return nil }
        self.base = base
        self.prefixLength = prefixLength
        guard base == Self.masked(base, prefixLength) else { return nil }
    }

    package func contains(_ address: IPAddress) -> Bool {
        address.bitWidth == base.bitWidth && Self.masked(address, prefixLength) == base
    }

    private static func masked(_ address: IPAddress, _ length: Int) -> IPAddress {
        switch address {
        case .v4(let value): .v4(value & (length == 0 ? 0 : ~0 << (32 - length)))
        case .v6(let value): .v6(value & (length == 0 ? 0 : ~0 << (128 - length)))
        }
    }
}

extension CIDR: LosslessStringConvertible {
    /// `address/length`, or an address alone for a block of one.
    package init?(_ description: String) {
        let parts = description.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first, let base = IPAddress(String(first)) else { return nil }
        guard parts.count == 2 else {
            self.init(base: base, prefixLength: base.bitWidth)
            return
        }
        guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(parts[1]) else { return nil }
        self.init(base: base, prefixLength: length)
    }

    package var description: String { "\(base)/\(prefixLength)" }

    /// A list separated by commas or blanks, as `TIMMYBOT_MEDIA_ALLOW` holds it. Nil if one entry is malformed.
    package static func list(_ text: String) -> [CIDR]? {
        var blocks: [CIDR] = []
        for entry in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            guard let block = CIDR(String(entry)) else { return nil }
            blocks.append(block)
        }
        return blocks
    }
}
