internal import Crypto

/// Digits that people compare to find out whether somebody sits between them (the DAVE protocol, "Verification").
package struct PrivacyCode: Hashable, Sendable {
    package static let groupSize = 5

    /// Groups of five digits.
    package let groups: [String]

    /// Without separators.
    package var digits: String { groups.joined() }

    /// Each five bytes make five digits; what is left over is not used.
    init(_ bytes: [UInt8]) {
        let modulus: UInt64 = 100_000
        groups = stride(from: 0, to: bytes.count - bytes.count % Self.groupSize, by: Self.groupSize).map { start in
            let value = bytes[start..<(start + Self.groupSize)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let digits = String(value % modulus)
            return String(repeating: "0", count: Self.groupSize - digits.count) + digits
        }
    }

    /// 30 digits that all members of a group see in one epoch.
    init(epochAuthenticator: SecretBytes) {
        self.init(epochAuthenticator.withSpan { bytes in (0..<min(30, bytes.count)).map { bytes[$0] } })
    }
}

/// A member's signature key, bound to the user.
package struct KeyFingerprint: Hashable, Sendable {
    /// `version | key | user id`
    let bytes: [UInt8]

    private static let version: [UInt8] = [0, 0]

    init(user: UInt64, signatureKey: [UInt8]) {
        bytes = Self.version + signatureKey + MLSWriter.collect { $0.integer(user) }
    }

    /// 45 digits that two members see alike, whatever the group.
    ///
    /// Takes tens of milliseconds and 16 MiB by intention: call it from a thread that may wait. Nil only if the memory
    /// is not to be had.
    package func pairwiseCode(with other: KeyFingerprint) -> PrivacyCode? {
        let salt: [UInt8] = [
            0x24, 0xca, 0xb1, 0x7a, 0x7a, 0xf8, 0xec, 0x2b, 0x82, 0xb4, 0x12, 0xb9, 0x2d, 0xab, 0x19, 0x2e,
        ]
        let (first, second) = bytes.lexicographicallyPrecedes(other.bytes) ? (self, other) : (other, self)
        let hash = Scrypt.derive(
            password: first.bytes + second.bytes, salt: salt, cost: 16384, blockSize: 8, parallelization: 2,
            count: 64)
        return hash.map { PrivacyCode(Array($0.prefix(45))) }
    }
}
