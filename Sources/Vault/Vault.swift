package import Crypto
internal import Synchronization

/// Seals the credentials that people entrust to the bot: XChaCha20-Poly1305 with a random nonce, under the current key of a
/// ring, bound to user, provider and field. The database alone opens nothing.
///
/// Any thread may call. A ring kept in a file is read again when the file changes, so that a rotation from the terminal
/// reaches the running parts.
package final class Vault: Sendable {
    private struct Loaded {
        var ring: KeyRing
        var stamp: KeySource.Stamp?
    }

    private let source: KeySource
    private let loaded: Mutex<Loaded>

    /// Reads the keys; throws where there are none to use.
    package init(_ source: KeySource) throws(VaultError) {
        self.source = source
        let stamp = source.stamp()
        loaded = Mutex(Loaded(ring: try source.load(), stamp: stamp))
    }

    /// The keys as they are now.
    package var ring: KeyRing {
        get throws(VaultError) {
            let stamp = source.stamp()
            if let ring = loaded.withLock({ $0.stamp == stamp ? $0.ring : nil }) { return ring }
            let ring = try source.load()
            loaded.withLock { $0 = Loaded(ring: ring, stamp: stamp) }
            return ring
        }
    }

    /// A sealed form of `secret` that opens for the same context only.
    package func seal(_ secret: SecretBytes, for context: SealContext) throws(VaultError) -> [UInt8] {
        let ring = try ring
        guard let cipher = ring.cipher(ring.current) else { throw .unknownKey(ring.current) }
        let nonce = RandomBytes.make(XChaCha20Poly1305.nonceSize)
        let header = try context.associatedData(ring.current)
        var box = [UInt8](repeating: 0, count: secret.count + XChaCha20Poly1305.tagSize)
        do throws(AEADError) {
            try secret.withSpan { (plain) throws(AEADError) in
                var output = box.mutableSpan
                try cipher.seal(plain, nonce: nonce.span, authenticating: header.span, into: &output)
            }
        } catch {
            throw .malformed
        }
        return SealedValue.encode(key: ring.current, nonce: nonce, box: box)
    }

    /// The secret, where `sealed` was made for this context by a key of the ring.
    package func open(_ sealed: [UInt8], for context: SealContext) throws(VaultError) -> SecretBytes {
        let value = try SealedValue(sealed)
        guard let cipher = try ring.cipher(value.key) else { throw .unknownKey(value.key) }
        let nonce = Array(value.nonce)
        let box = Array(value.box)
        let header = try context.associatedData(value.key)
        do throws(AEADError) {
            return try SecretBytes(count: box.count - XChaCha20Poly1305.tagSize) { (plain) throws(AEADError) in
                try cipher.open(box.span, nonce: nonce.span, authenticating: header.span, into: &plain)
            }
        } catch {
            throw .notAuthentic
        }
    }

    /// The key that sealed a value; nil where it has no known form.
    package static func key(of sealed: [UInt8]) -> KeyID? {
        try? SealedValue(sealed).key
    }

    /// Whether a value was sealed by another key than the current one, and should be sealed anew.
    package func isStale(_ sealed: [UInt8]) throws(VaultError) -> Bool {
        try Self.key(of: sealed) != ring.current
    }
}
