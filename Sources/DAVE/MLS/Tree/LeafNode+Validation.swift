internal import Crypto

/// Leaf node validation (RFC 9420 §7.3), as far as it concerns one leaf alone.
extension LeafNode {
    func validateSignature(at place: Place) throws(MLSError) {
        guard hasValidSignature(at: place) else { throw .invalidLeaf(.invalidSignature) }
    }

    /// Whether the leaf says that it supports this group, and all that it uses itself.
    func validateContents() throws(MLSError) {
        guard capabilities.versions.contains(MLSParameters.version),
            capabilities.cipherSuites.contains(MLSParameters.cipherSuite),
            capabilities.credentials.contains(credential.type)
        else { throw .invalidLeaf(.unsupportedFeature) }
        for used in extensions where !MLSExtension.defaultTypes.contains(used.type) {
            guard capabilities.extensions.contains(used.type) else { throw .invalidLeaf(.unsupportedFeature) }
        }
        guard P256PublicKey(bytes: encryptionKey) != nil else { throw .invalidPublicKey }
    }

    var isFromKeyPackage: Bool {
        if case .keyPackage = source { true } else { false }
    }
}

extension KeyPackage {
    /// Key package validation (RFC 9420 §10.1). Lifetimes are left to the policy above, which has none.
    func validate() throws(MLSError) {
        guard version == MLSParameters.version, cipherSuite == MLSParameters.cipherSuite else {
            throw .unsupportedParameters
        }
        guard leaf.isFromKeyPackage else { throw .invalidLeaf(.wrongSource) }
        try leaf.validateContents()
        try leaf.validateSignature(at: LeafNode.Place(groupID: [], leaf: LeafIndex(0)))
        guard hasValidSignature else { throw .invalidKeyPackage(.invalidSignature) }
        guard initKey != leaf.encryptionKey else { throw .invalidKeyPackage(.sameKeyTwice) }
        guard P256PublicKey(bytes: initKey) != nil else { throw .invalidPublicKey }
    }
}
