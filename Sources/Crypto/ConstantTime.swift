internal import CSodium

/// Comparison whose duration does not depend on where two secrets differ.
package enum ConstantTime {
    /// Whether both hold the same bytes. The lengths are not secret.
    package static func equal(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        let left = Array(left)
        let right = Array(right)
        return unsafe sodium_memcmp(left, right, left.count) == 0
    }
}
