internal import CSodium

/// A private Ed25519 key: the simulated Discord, the demo and the doctor sign with it; the bot itself only verifies.
package struct Ed25519SigningKey: Sendable {
    package static let seedSize = 32

    package let publicKey: Ed25519PublicKey
    private let expanded: SecretBytes

    /// A new key from the system's random source.
    package init() {
        self.init(expanding: .random(count: Self.seedSize))
    }

    /// The key of an RFC 8032 seed, or nil if it does not have 32 bytes.
    package init?(seed: SecretBytes) {
        guard seed.count == Self.seedSize else { return nil }
        self.init(expanding: seed)
    }

    private init(expanding seed: SecretBytes) {
        Sodium.start()
        var publicBytes = [UInt8](repeating: 0, count: Ed25519PublicKey.size)
        expanded = SecretBytes(count: Int(crypto_sign_ed25519_SECRETKEYBYTES)) { secret in
            unsafe secret.withPointer { secret, _ in
                seed.withSpan { seed in
                    unsafe seed.withPointer { seed, _ in
                        _ = unsafe crypto_sign_ed25519_seed_keypair(&publicBytes, secret, seed)
                    }
                }
            }
        }
        publicKey = Ed25519PublicKey(bytes: publicBytes)
    }

    package func signature(for message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: Ed25519PublicKey.signatureSize)
        expanded.withSpan { secret in
            unsafe secret.withPointer { secret, _ in
                unsafe message.span.withPointer { message, count in
                    _ = unsafe crypto_sign_ed25519_detached(&signature, nil, message, UInt64(count), secret)
                }
            }
        }
        return signature
    }
}
