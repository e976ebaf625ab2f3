/// One member's place in the tree (RFC 9420 §7.2).
struct LeafNode: Hashable, Sendable {
    /// How the leaf came into the tree.
    enum Source: Hashable, Sendable {
        case keyPackage(notBefore: UInt64, notAfter: UInt64)
        case update
        case commit(parentHash: [UInt8])
    }

    let encryptionKey: [UInt8]
    let signatureKey: [UInt8]
    let credential: Credential
    let capabilities: Capabilities
    let source: Source
    let extensions: [MLSExtension]
    let signature: [UInt8]

    /// Where a leaf is signed for: its group and place, for the sources that are bound to them.
    struct Place {
        let groupID: [UInt8]
        let leaf: LeafIndex
    }

    /// Signs a new leaf.
    init(
        encryptionKey: [UInt8], signingKey: MLSSigningKey, capabilities: Capabilities, source: Source,
        extensions: [MLSExtension], place: Place?
    ) throws {
        let unsigned = LeafNode(
            encryptionKey: encryptionKey, signatureKey: signingKey.publicKey, credential: signingKey.credential,
            capabilities: capabilities, source: source, extensions: extensions, signature: [])
        let content = unsigned.signedContent(at: place)
        self.init(unsigned, signature: try signingKey.sign(content, label: "LeafNodeTBS"))
    }

    private init(
        encryptionKey: [UInt8], signatureKey: [UInt8], credential: Credential, capabilities: Capabilities,
        source: Source, extensions: [MLSExtension], signature: [UInt8]
    ) {
        self.encryptionKey = encryptionKey
        self.signatureKey = signatureKey
        self.credential = credential
        self.capabilities = capabilities
        self.source = source
        self.extensions = extensions
        self.signature = signature
    }

    private init(_ unsigned: LeafNode, signature: [UInt8]) {
        self.init(
            encryptionKey: unsigned.encryptionKey, signatureKey: unsigned.signatureKey,
            credential: unsigned.credential, capabilities: unsigned.capabilities, source: unsigned.source,
            extensions: unsigned.extensions, signature: signature)
    }

    /// Whether the leaf's own key signed it, for `place` where the source is bound to one.
    func hasValidSignature(at place: Place) -> Bool {
        MLSSignature.isValid(
            signature, of: signedContent(at: place), label: "LeafNodeTBS", key: signatureKey)
    }

    private func signedContent(at place: Place?) -> [UInt8] {
        MLSWriter.collect { writer in
            writeUnsigned(to: &writer)
            switch (source, place) {
            case (.update, let place?), (.commit, let place?):
                writer.vector(place.groupID)
                writer.integer(place.leaf.rawValue)
            default: break
            }
        }
    }

    private func writeUnsigned(to writer: inout MLSWriter) {
        writer.vector(encryptionKey)
        writer.vector(signatureKey)
        credential.write(to: &writer)
        capabilities.write(to: &writer)
        switch source {
        case .keyPackage(let notBefore, let notAfter):
            writer.integer(UInt8(1))
            writer.integer(notBefore)
            writer.integer(notAfter)
        case .update:
            writer.integer(UInt8(2))
        case .commit(let parentHash):
            writer.integer(UInt8(3))
            writer.vector(parentHash)
        }
        writer.list(extensions)
    }
}

extension LeafNode: MLSCodable {
    init(from reader: inout MLSReader) throws(CodecError) {
        encryptionKey = try reader.vector()
        signatureKey = try reader.vector()
        credential = try Credential(from: &reader)
        capabilities = try Capabilities(from: &reader)
        switch try reader.integer(UInt8.self) {
        case 1: source = .keyPackage(notBefore: try reader.integer(), notAfter: try reader.integer())
        case 2: source = .update
        case 3: source = .commit(parentHash: try reader.vector())
        case let other: throw .unknownValue("leaf node source", UInt64(other))
        }
        extensions = try reader.list()
        signature = try reader.vector()
    }

    func write(to writer: inout MLSWriter) {
        writeUnsigned(to: &writer)
        writer.vector(signature)
    }
}
