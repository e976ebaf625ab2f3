internal import Crypto

/// Checks signatures made for a label (RFC 9420 §5.1.2).
enum MLSSignature {
    /// False also where the key is none.
    static func isValid(_ signature: [UInt8], of content: [UInt8], label: String, key: [UInt8]) -> Bool {
        guard let key = P256PublicKey(bytes: key) else { return false }
        return key.isValid(signature: signature, for: MLSHash.labelled(label, content))
    }

    /// Whether the bytes are a public key.
    static func isUsable(_ key: [UInt8]) -> Bool {
        P256PublicKey(bytes: key) != nil
    }
}

/// A client's private signature key, and the identity it signs for.
struct MLSSigningKey: Sendable {
    let credential: Credential
    private let key: P256PrivateKey

    init(key: P256PrivateKey, credential: Credential) {
        self.key = key
        self.credential = credential
    }

    var publicKey: [UInt8] { key.publicKey.bytes }

    func sign(_ content: [UInt8], label: String) throws -> [UInt8] {
        try key.signature(for: MLSHash.labelled(label, content))
    }
}
