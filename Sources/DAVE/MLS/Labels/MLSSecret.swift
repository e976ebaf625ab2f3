internal import Crypto

/// Derivation of secrets for a label (RFC 9420 §8).
extension SecretBytes {
    /// As many zero bytes as a hash has: what stands for an absent secret.
    static let mlsZero = SecretBytes(copying: [UInt8](repeating: 0, count: MLSParameters.hashSize))

    /// `count` is at most 8,160.
    func expanded(label: String, context: [UInt8], count: Int) -> SecretBytes {
        let info = MLSWriter.collect { writer in
            writer.integer(UInt16(count))
            writer.vector(Array("MLS 1.0 \(label)".utf8))
            writer.vector(context)
        }
        return SecretBytes(count: count) { output in
            withSpan { HKDF.expand($0, info: info.span, into: &output) }
        }
    }

    func derived(label: String) -> SecretBytes {
        expanded(label: label, context: [], count: MLSParameters.hashSize)
    }

    /// An authentication code under this secret.
    func mac(_ message: [UInt8]) -> [UInt8] {
        HMACSHA256.authenticationCode(for: message, key: self)
    }
}
