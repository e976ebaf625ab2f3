internal import Crypto

/// A key package of this client with the private keys behind it. To be used for one group only.
struct OwnKeyPackage: Sendable {
    let keyPackage: KeyPackage
    let initKey: P256PrivateKey
    let leafKey: P256PrivateKey
    let signingKey: MLSSigningKey

    /// Fresh keys; valid at all times, as DAVE has it.
    init(signingKey: MLSSigningKey) throws {
        initKey = try P256PrivateKey()
        leafKey = try P256PrivateKey()
        self.signingKey = signingKey
        let leaf = try LeafNode(
            encryptionKey: leafKey.publicKey.bytes, signingKey: signingKey, capabilities: .own,
            source: .keyPackage(notBefore: 0, notAfter: .max), extensions: [], place: nil)
        keyPackage = try KeyPackage(initKey: initKey.publicKey.bytes, leaf: leaf, signingKey: signingKey)
    }

    /// Known keys.
    init(
        keyPackage: KeyPackage, initKey: P256PrivateKey, leafKey: P256PrivateKey, signingKey: MLSSigningKey
    ) {
        self.keyPackage = keyPackage
        self.initKey = initKey
        self.leafKey = leafKey
        self.signingKey = signingKey
    }
}
