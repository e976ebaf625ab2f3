/// What a client publishes so that others can add it to a group (RFC 9420 §10).
struct KeyPackage: Hashable, Sendable {
    let version: UInt16
    let cipherSuite: UInt16
    let initKey: [UInt8]
    let leaf: LeafNode
    let extensions: [MLSExtension]
    let signature: [UInt8]

    /// Signs a new package without extensions.
    init(initKey: [UInt8], leaf: LeafNode, signingKey: MLSSigningKey) throws {
        version = MLSParameters.version
        cipherSuite = MLSParameters.cipherSuite
        self.initKey = initKey
        self.leaf = leaf
        extensions = []
        let content = Self.signedContent(version, cipherSuite, initKey, leaf, extensions)
        signature = try signingKey.sign(content, label: "KeyPackageTBS")
    }

    var reference: [UInt8] {
        MLSHash.reference(label: "MLS 1.0 KeyPackage Reference", MLSWriter.encode(self))
    }

    var hasValidSignature: Bool {
        let content = Self.signedContent(version, cipherSuite, initKey, leaf, extensions)
        return MLSSignature.isValid(signature, of: content, label: "KeyPackageTBS", key: leaf.signatureKey)
    }

    private static func signedContent(
        _ version: UInt16, _ cipherSuite: UInt16, _ initKey: [UInt8], _ leaf: LeafNode, _ extensions: [MLSExtension]
    ) -> [UInt8] {
        MLSWriter.collect { writer in
            writer.integer(version)
            writer.integer(cipherSuite)
            writer.vector(initKey)
            leaf.write(to: &writer)
            writer.list(extensions)
        }
    }
}

extension KeyPackage: MLSCodable {
    init(from reader: inout MLSReader) throws(CodecError) {
        version = try reader.integer()
        cipherSuite = try reader.integer()
        initKey = try reader.vector()
        leaf = try LeafNode(from: &reader)
        extensions = try reader.list()
        signature = try reader.vector()
    }

    func write(to writer: inout MLSWriter) {
        writer.raw(Self.signedContent(version, cipherSuite, initKey, leaf, extensions))
        writer.vector(signature)
    }
}
