internal import COpenSSL

/// A P-256 key pair, for ECDSA with SHA-256 and for key agreement.
package struct P256PrivateKey: Sendable {
    package static let size = 32

    package let publicKey: P256PublicKey
    /// 32 bytes, big-endian.
    package let scalar: SecretBytes

    /// A new key from the system's random source.
    package init() throws(P256Error) {
        // A random scalar misses the range about once in 2^32 tries.
        for _ in 0..<8 {
            if let key = try? P256PrivateKey(scalar: .random(count: Self.size)) {
                self = key
                return
            }
        }
        throw .libraryFailure
    }

    package init(scalar: SecretBytes) throws(P256Error) {
        guard scalar.count == Self.size else { throw .invalidScalar }
        var point = [UInt8](repeating: 0, count: P256PublicKey.size)
        let isInRange = scalar.withSpan { scalar in
            unsafe scalar.withPointer { scalar, _ in unsafe copenssl_p256_point(scalar, &point) == 1 }
        }
        guard isInRange else { throw .invalidScalar }
        guard let handle = P256Handle(point: point, scalar: scalar) else { throw .libraryFailure }
        self.scalar = scalar
        publicKey = P256PublicKey(bytes: point, handle: handle)
    }

    /// DER, with a fresh random nonce.
    package func signature(for message: [UInt8]) throws(P256Error) -> [UInt8] {
        guard let context = unsafe EVP_MD_CTX_new() else { throw .libraryFailure }
        defer { unsafe EVP_MD_CTX_free(context) }
        var count = 72
        var signature = [UInt8](repeating: 0, count: count)
        guard unsafe EVP_DigestSignInit(context, nil, EVP_sha256(), nil, publicKey.handle.pointer) == 1,
            unsafe EVP_DigestSign(context, &signature, &count, message, message.count) == 1
        else { throw .libraryFailure }
        return Array(signature.prefix(count))
    }

    /// The x coordinate of the common point, 32 bytes.
    package func sharedSecret(with peer: P256PublicKey) throws(P256Error) -> SecretBytes {
        guard let context = unsafe EVP_PKEY_CTX_new(publicKey.handle.pointer, nil) else { throw .libraryFailure }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        guard unsafe EVP_PKEY_derive_init(context) == 1,
            unsafe EVP_PKEY_derive_set_peer(context, peer.handle.pointer) == 1
        else { throw .libraryFailure }
        return try SecretBytes(count: Self.size) { (output) throws(P256Error) in
            let isDone = unsafe output.withPointer { output, count in
                var count = count
                return unsafe EVP_PKEY_derive(context, output, &count) == 1 && count == Self.size
            }
            guard isDone else { throw .libraryFailure }
        }
    }
}
