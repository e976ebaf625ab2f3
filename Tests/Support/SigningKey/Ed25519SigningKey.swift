internal import CSodium
package import Crypto

/// A private Ed25519 key, as Discord signs with one; the bot itself only verifies.
package struct Ed25519SigningKey: Sendable {
    package let publicKey: Ed25519PublicKey
    private let secret: [UInt8]

    /// A new key from the system's random source.
    package init() {
        self.init(seed: (0..<32).map { _ in UInt8.random(in: .min ... .max) })
    }

    /// The key of an RFC 8032 seed of 32 bytes.
    package init(seed: [UInt8]) {
        precondition(seed.count == 32)
        var publicBytes = [UInt8](repeating: 0, count: Ed25519PublicKey.size)
        var secret = [UInt8](repeating: 0, count: 64)
        _ = sodium_init()
        _ = unsafe crypto_sign_ed25519_seed_keypair(&publicBytes, &secret, seed)
        publicKey = Ed25519PublicKey(bytes: publicBytes)
        self.secret = secret
    }

    package func signature(for message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: Ed25519PublicKey.signatureSize)
        _ = unsafe crypto_sign_ed25519_detached(&signature, nil, message, UInt64(message.count), secret)
        return signature
    }
}
