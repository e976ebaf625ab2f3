internal import CSodium

/// XChaCha20-Poly1305-IETF with 24-byte nonces and 16-byte tags, for the packets of one voice connection.
///
/// No call allocates, and any number of threads may use one key. A nonce must never be used twice with `seal`.
package final class XChaCha20Poly1305: Sendable {
    package static let keySize = 32
    package static let nonceSize = 24
    package static let tagSize = 16

    private let key: SecretBytes

    package init(key: SecretBytes) throws(AEADError) {
        guard key.count == Self.keySize else { throw .wrongKeyLength(expected: Self.keySize, actual: key.count) }
        Sodium.start()
        self.key = key
    }

    /// Writes ciphertext and tag; `output` is 16 bytes longer than the plaintext.
    package func seal(
        _ plaintext: Span<UInt8>, nonce: Span<UInt8>, authenticating header: Span<UInt8>,
        into output: inout MutableSpan<UInt8>
    ) throws(AEADError) {
        guard output.count == plaintext.count + Self.tagSize else {
            throw .wrongBufferLength(expected: plaintext.count + Self.tagSize, actual: output.count)
        }
        try unsafe plaintext.withPointer { (plain, count) throws(AEADError) in
            try unsafe header.withPointer { (header, headerCount) throws(AEADError) in
                try unsafe output.withPointer { (sealed, _) throws(AEADError) in
                    try unsafe encrypt(plain, count, header, headerCount, nonce, sealed)
                }
            }
        }
    }

    /// Writes the plaintext; `output` is 16 bytes shorter than `sealed` and zeroed where this throws.
    package func open(
        _ sealed: Span<UInt8>, nonce: Span<UInt8>, authenticating header: Span<UInt8>,
        into output: inout MutableSpan<UInt8>
    ) throws(AEADError) {
        guard sealed.count == output.count + Self.tagSize else {
            throw .wrongBufferLength(expected: output.count + Self.tagSize, actual: sealed.count)
        }
        try unsafe sealed.withPointer { (sealed, count) throws(AEADError) in
            try unsafe header.withPointer { (header, headerCount) throws(AEADError) in
                try unsafe output.withPointer { (plain, _) throws(AEADError) in
                    try unsafe decrypt(sealed, count, header, headerCount, nonce, plain)
                }
            }
        }
    }

    /// Encrypts within a packet of `headerCount` cleartext bytes, `plaintextCount` bytes to encrypt and room for the tag.
    /// Bytes after the tag are left alone.
    package func sealPacket(
        _ packet: inout MutableSpan<UInt8>, headerCount: Int, plaintextCount: Int, nonce: Span<UInt8>
    ) throws(AEADError) {
        try PacketParts.check(
            headerCount: headerCount, bodyCount: plaintextCount, tagCount: Self.tagSize, in: packet.count)
        try unsafe packet.withPointer { (packet, _) throws(AEADError) in
            let body = unsafe packet + headerCount
            try unsafe encrypt(body, plaintextCount, packet, headerCount, nonce, body)
        }
    }

    /// The reverse; `sealedCount` includes the tag. The plaintext, 16 bytes shorter, replaces the ciphertext.
    package func openPacket(
        _ packet: inout MutableSpan<UInt8>, headerCount: Int, sealedCount: Int, nonce: Span<UInt8>
    ) throws(AEADError) {
        guard sealedCount >= Self.tagSize else {
            throw .wrongBufferLength(expected: Self.tagSize, actual: sealedCount)
        }
        try PacketParts.check(
            headerCount: headerCount, bodyCount: sealedCount - Self.tagSize, tagCount: Self.tagSize, in: packet.count)
        try unsafe packet.withPointer { (packet, _) throws(AEADError) in
            let body = unsafe packet + headerCount
            try unsafe decrypt(body, sealedCount, packet, headerCount, nonce, body)
        }
    }

    private func encrypt(
        _ plain: UnsafePointer<UInt8>, _ count: Int, _ header: UnsafePointer<UInt8>, _ headerCount: Int,
        _ nonce: Span<UInt8>, _ sealed: UnsafeMutablePointer<UInt8>
    ) throws(AEADError) {
        try check(nonce)
        unsafe nonce.withPointer { nonce, _ in
            key.withSpan { key in
                unsafe key.withPointer { key, _ in
                    _ = unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
                        sealed, nil, plain, UInt64(count), header, UInt64(headerCount), nil, nonce, key)
                }
            }
        }
    }

    private func decrypt(
        _ sealed: UnsafePointer<UInt8>, _ count: Int, _ header: UnsafePointer<UInt8>, _ headerCount: Int,
        _ nonce: Span<UInt8>, _ plain: UnsafeMutablePointer<UInt8>
    ) throws(AEADError) {
        try check(nonce)
        let isAuthentic = unsafe nonce.withPointer { nonce, _ in
            key.withSpan { key in
                unsafe key.withPointer { key, _ in
                    unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
                        plain, nil, nil, sealed, UInt64(count), header, UInt64(headerCount), nonce, key) == 0
                }
            }
        }
        guard isAuthentic else {
            unsafe plain.update(repeating: 0, count: count - Self.tagSize)
            throw .notAuthentic
        }
    }

    private func check(_ nonce: Span<UInt8>) throws(AEADError) {
        guard nonce.count == Self.nonceSize else {
            throw .wrongNonceLength(expected: Self.nonceSize, actual: nonce.count)
        }
    }
}
