/// Hybrid public key encryption (RFC 9180), base mode, one message per context, with
/// DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-128-GCM.
package enum HPKE {
    package struct Sealed: Sendable, Equatable {
        /// The ephemeral public key, 65 bytes.
        package let encapsulatedKey: [UInt8]
        package let ciphertext: [UInt8]

        package init(encapsulatedKey: [UInt8], ciphertext: [UInt8]) {
            self.encapsulatedKey = encapsulatedKey
            self.ciphertext = ciphertext
        }
    }

    package static func seal(
        _ plaintext: SecretBytes, to recipient: P256PublicKey, info: [UInt8], authenticating header: [UInt8] = []
    ) throws(HPKEError) -> Sealed {
        try seal(plaintext, to: recipient, info: info, authenticating: header, ephemeral: newKey())
    }

    /// The ephemeral key must be used for nothing else.
    static func seal(
        _ plaintext: SecretBytes, to recipient: P256PublicKey, info: [UInt8], authenticating header: [UInt8],
        ephemeral: P256PrivateKey
    ) throws(HPKEError) -> Sealed {
        let encapsulated = ephemeral.publicKey.bytes
        let shared = try sharedSecret(
            ephemeral, recipient, encapsulated: encapsulated, recipientBytes: recipient.bytes)
        let schedule = HPKESchedule(sharedSecret: shared, info: info)
        var ciphertext = [UInt8](repeating: 0, count: plaintext.count + AES128GCM.TagSize.full.rawValue)
        do {
            let cipher = try AES128GCM(key: schedule.key)
            var output = ciphertext.mutableSpan
            try plaintext.withSpan { (plaintext) throws(AEADError) in
                try schedule.nonce.withSpan { (nonce) throws(AEADError) in
                    try cipher.seal(plaintext, nonce: nonce, authenticating: header.span, into: &output)
                }
            }
        } catch {
            throw .libraryFailure
        }
        return Sealed(encapsulatedKey: encapsulated, ciphertext: ciphertext)
    }

    package static func open(
        _ sealed: Sealed, with key: P256PrivateKey, info: [UInt8], authenticating header: [UInt8] = []
    ) throws(HPKEError) -> SecretBytes {
        guard let ephemeral = P256PublicKey(bytes: sealed.encapsulatedKey) else { throw .invalidEncapsulatedKey }
        let count = sealed.ciphertext.count - AES128GCM.TagSize.full.rawValue
        guard count >= 0 else { throw .notAuthentic }
        let shared = try sharedSecret(
            key, ephemeral, encapsulated: sealed.encapsulatedKey, recipientBytes: key.publicKey.bytes)
        let schedule = HPKESchedule(sharedSecret: shared, info: info)
        do {
            let cipher = try AES128GCM(key: schedule.key)
            return try SecretBytes(count: count) { (output) throws(AEADError) in
                try schedule.nonce.withSpan { (nonce) throws(AEADError) in
                    try cipher.open(
                        sealed.ciphertext.span, nonce: nonce, authenticating: header.span, into: &output)
                }
            }
        } catch {
            throw error == .notAuthentic ? .notAuthentic : .libraryFailure
        }
    }

    /// The key pair that the KEM derives from a secret (RFC 9180 §7.1.3).
    package static func deriveKeyPair(from secret: SecretBytes) throws(HPKEError) -> P256PrivateKey {
        let key = HPKELabels.kem.extract(label: "dkp_prk", secret)
        for counter in UInt8.min...UInt8.max {
            let candidate = HPKELabels.kem.expand(key, label: "candidate", [counter], count: P256PrivateKey.size)
            do {
                return try P256PrivateKey(scalar: candidate)
            } catch .invalidScalar {
                continue
            } catch {
                throw .libraryFailure
            }
        }
        throw .libraryFailure
    }

    private static func newKey() throws(HPKEError) -> P256PrivateKey {
        do {
            return try P256PrivateKey()
        } catch {
            throw .libraryFailure
        }
    }

    private static func sharedSecret(
        _ own: P256PrivateKey, _ peer: P256PublicKey, encapsulated: [UInt8], recipientBytes: [UInt8]
    ) throws(HPKEError) -> SecretBytes {
        do {
            let common = try own.sharedSecret(with: peer)
            let key = HPKELabels.kem.extract(label: "eae_prk", common)
            return HPKELabels.kem.expand(
                key, label: "shared_secret", encapsulated + recipientBytes, count: HKDF.hashSize)
        } catch {
            throw .libraryFailure
        }
    }
}

package enum HPKEError: Error, Equatable {
    /// The ephemeral key is not a point on the curve.
    case invalidEncapsulatedKey
    /// Not for this key and context, or altered.
    case notAuthentic
    /// libcrypto failed, which it does for no input: most likely memory is exhausted.
    case libraryFailure
}
