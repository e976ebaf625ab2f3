internal import Crypto

/// Public key encryption for a label and a context (RFC 9420 §5.1.3).
enum MLSEncryption {
    static func seal(
        _ secret: SecretBytes, to key: [UInt8], label: String, context: [UInt8]
    ) throws -> HPKECiphertext {
        guard let key = P256PublicKey(bytes: key) else { throw MLSError.invalidPublicKey }
        let sealed = try HPKE.seal(secret, to: key, info: MLSHash.labelled(label, context))
        return HPKECiphertext(kemOutput: sealed.encapsulatedKey, ciphertext: sealed.ciphertext)
    }

    static func open(
        _ sealed: HPKECiphertext, with key: P256PrivateKey, label: String, context: [UInt8]
    ) throws(MLSError) -> SecretBytes {
        let sealed = HPKE.Sealed(encapsulatedKey: sealed.kemOutput, ciphertext: sealed.ciphertext)
        do {
            return try HPKE.open(sealed, with: key, info: MLSHash.labelled(label, context))
        } catch {
            switch error {
            case .invalidEncapsulatedKey: throw .invalidPublicKey
            case .notAuthentic: throw .notDecryptable
            case .libraryFailure: throw .libraryFailure
            }
        }
    }
}
