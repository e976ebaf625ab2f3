internal import COpenSSL

/// AES-256-GCM with 12-byte nonces and 16-byte tags, for the packets of one voice connection.
///
/// Made on any thread (that allocates), then used without allocating. One caller at a time; a second one gets
/// ``AEADError/inUse``. A nonce must never be used twice with `seal`.
package final class AES256GCM: Sendable {
    package static let keySize = 32
    package static let nonceSize = 12
    package static let tagSize = 16

    private let context: GCMContext

    package init(key: SecretBytes) throws(AEADError) {
        context = try GCMContext(key: key, keySize: Self.keySize, tagSize: Self.tagSize)
    }

    /// Addresses that sealing reads, to be fetched ahead of it. Valid as long as this object.
    package var sealingMemory: [UnsafeRawPointer] {
        unsafe [UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())] + context.sealingMemory
    }

    /// Writes ciphertext and tag; `output` is 16 bytes longer than the plaintext.
    package func seal(
        _ plaintext: Span<UInt8>, nonce: Span<UInt8>, authenticating header: Span<UInt8>,
        into output: inout MutableSpan<UInt8>
    ) throws(AEADError) {
        try context.seal(plaintext, nonce: nonce, authenticating: header, into: &output)
    }

    /// Writes the plaintext; `output` is 16 bytes shorter than `sealed` and zeroed where this throws.
    package func open(
        _ sealed: Span<UInt8>, nonce: Span<UInt8>, authenticating header: Span<UInt8>,
        into output: inout MutableSpan<UInt8>
    ) throws(AEADError) {
        try context.open(sealed, nonce: nonce, authenticating: header, into: &output)
    }

    /// Encrypts within a packet of `headerCount` cleartext bytes, `plaintextCount` bytes to encrypt and room for the tag.
    /// Bytes after the tag are left alone.
    package func sealPacket(
        _ packet: inout MutableSpan<UInt8>, headerCount: Int, plaintextCount: Int, nonce: Span<UInt8>
    ) throws(AEADError) {
        try context.sealPacket(&packet, headerCount: headerCount, plaintextCount: plaintextCount, nonce: nonce)
    }

    /// The reverse; `sealedCount` includes the tag. The plaintext, 16 bytes shorter, replaces the ciphertext.
    package func openPacket(
        _ packet: inout MutableSpan<UInt8>, headerCount: Int, sealedCount: Int, nonce: Span<UInt8>
    ) throws(AEADError) {
        try context.openPacket(&packet, headerCount: headerCount, sealedCount: sealedCount, nonce: nonce)
    }
}
