/// AES-128-GCM with 12-byte nonces and tags of 16 bytes, or of 8 for media frames.
///
/// Made on any thread (that allocates), then used without allocating. One caller at a time; a second one gets
/// ``AEADError/inUse``. A nonce must never be used twice with `seal` under one key.
package final class AES128GCM: Sendable {
    package static let keySize = 16
    package static let nonceSize = 12

    package enum TagSize: Int, Sendable {
        case full = 16
        case truncated = 8
    }

    private let context: GCMContext

    package init(key: SecretBytes, tagSize: TagSize = .full) throws(AEADError) {
        context = try GCMContext(key: key, keySize: Self.keySize, tagSize: tagSize.rawValue)
    }

    /// Replaces the key, 16 bytes, without allocating.
    package func rekey(_ key: Span<UInt8>) throws(AEADError) {
        try context.rekey(key)
    }

    /// Addresses that sealing reads, to be fetched ahead of it. Valid as long as this object.
    package var sealingMemory: [UnsafeRawPointer] {
        unsafe [UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())] + context.sealingMemory
    }

    /// Writes ciphertext and tag; `output` is longer than the plaintext by the tag.
    package func seal(
        _ plaintext: Span<UInt8>, nonce: Span<UInt8>, authenticating header: Span<UInt8>,
        into output: inout MutableSpan<UInt8>
    ) throws(AEADError) {
        try context.seal(plaintext, nonce: nonce, authenticating: header, into: &output)
    }

    /// Writes the plaintext; `output` is shorter than `sealed` by the tag and zeroed where this throws.
    package func open(
        _ sealed: Span<UInt8>, nonce: Span<UInt8>, authenticating header: Span<UInt8>,
        into output: inout MutableSpan<UInt8>
    ) throws(AEADError) {
        try context.open(sealed, nonce: nonce, authenticating: header, into: &output)
    }

    /// Encrypts `plaintextCount` bytes from `offset` on where they are and writes the tag behind them.
    package func sealInPlace(
        _ bytes: inout MutableSpan<UInt8>, from offset: Int, plaintextCount: Int, nonce: Span<UInt8>
    ) throws(AEADError) {
        try context.sealInPlace(&bytes, from: offset, plaintextCount: plaintextCount, nonce: nonce)
    }
}
