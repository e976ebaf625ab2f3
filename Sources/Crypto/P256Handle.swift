internal import COpenSSL

/// Owns one libcrypto key. libcrypto counts references atomically and only reads a finished key, so threads may share it.
@safe
final class P256Handle: @unchecked Sendable {
    // Sendable: the pointer never changes and what it points to is not written after `init`.
    let pointer: OpaquePointer

    /// Nil where the point is not on the curve. `scalar` has 32 bytes.
    init?(point: [UInt8], scalar: SecretBytes? = nil) {
        guard point.count == P256PublicKey.size, point[0] == P256PublicKey.uncompressedPrefix else { return nil }
        let key =
            if let scalar {
                unsafe scalar.withSpan { scalar in
                    unsafe scalar.withPointer { scalar, _ in unsafe copenssl_p256_key(point, scalar) }
                }
            } else {
                unsafe copenssl_p256_key(point, nil)
            }
        guard let key = unsafe key else {
            ERR_clear_error()
            return nil
        }
        unsafe pointer = key
    }

    deinit {
        unsafe EVP_PKEY_free(pointer)
    }
}
