internal import Crypto

extension MLSGroup {
    /// The secret that a member's frame keys of this epoch come from (the DAVE protocol, "Sender key derivation").
    func mediaSecret(of user: UInt64) -> SecretBytes {
        let context = (0..<8).map { UInt8(truncatingIfNeeded: user >> (8 * UInt64($0))) }
        return exported(
            label: "Discord Secure Frames v0", context: context, count: KeyRatchet.baseSecretSize)
    }
}
