internal import CSodium

/// A key that verifies Ed25519 signatures (RFC 8032), such as the one of Discord's interactions.
package struct Ed25519PublicKey: Sendable, Equatable {
    package static let size = 32
    package static let signatureSize = 64

    package let bytes: [UInt8]

    /// Any bytes are taken; with other than 32 no signature will be valid.
    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var isWellFormed: Bool { bytes.count == Self.size }

    /// False also where the key or the signature has the wrong length, is not in canonical form or is of small order.
    package func isValid(signature: [UInt8], for message: [UInt8]) -> Bool {
        guard isWellFormed, signature.count == Self.signatureSize else { return false }
        return unsafe message.span.withPointer { pointer, count in
            unsafe crypto_sign_ed25519_verify_detached(signature, pointer, UInt64(count), bytes) == 0
        }
    }
}
