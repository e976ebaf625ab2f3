internal import COpenSSL

/// A point on P-256: verifies ECDSA signatures and is the other side of a key agreement.
package struct P256PublicKey: Sendable {
    package static let size = 65
    static let uncompressedPrefix: UInt8 = 4

    /// Uncompressed, 65 bytes.
    package let bytes: [UInt8]
    let handle: P256Handle

    /// Nil unless the bytes are an uncompressed point on the curve.
    package init?(bytes: [UInt8]) {
        guard let handle = P256Handle(point: bytes) else { return nil }
        self.bytes = bytes
        self.handle = handle
    }

    init(bytes: [UInt8], handle: P256Handle) {
        self.bytes = bytes
        self.handle = handle
    }

    /// Whether `signature` is a strict DER encoding of an ECDSA signature with SHA-256.
    package func isValid(signature: [UInt8], for message: [UInt8]) -> Bool {
        guard let context = unsafe EVP_MD_CTX_new() else { return false }
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, handle.pointer) == 1 else { return false }
        let isValid = unsafe EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
        if !isValid { ERR_clear_error() }
        return isValid
    }
}

extension P256PublicKey: Equatable {
    package static func == (left: P256PublicKey, right: P256PublicKey) -> Bool {
        left.bytes == right.bytes
    }
}
