/// A group's state for those who join (RFC 9420 §12.4.3).
struct GroupInfo: Hashable, Sendable {
    let context: GroupContext
    let extensions: [MLSExtension]
    let confirmationTag: [UInt8]
    let signer: LeafIndex
    let signature: [UInt8]

    /// Signs a new one.
    init(
        context: GroupContext, extensions: [MLSExtension], confirmationTag: [UInt8], signer: LeafIndex,
        signingKey: MLSSigningKey
    ) throws {
        self.context = context
        self.extensions = extensions
        self.confirmationTag = confirmationTag
        self.signer = signer
        let content = Self.signedContent(context, extensions, confirmationTag, signer)
        signature = try signingKey.sign(content, label: "GroupInfoTBS")
    }

    func hasValidSignature(by key: [UInt8]) -> Bool {
        let content = Self.signedContent(context, extensions, confirmationTag, signer)
        return MLSSignature.isValid(signature, of: content, label: "GroupInfoTBS", key: key)
    }

    private static func signedContent(
        _ context: GroupContext, _ extensions: [MLSExtension], _ confirmationTag: [UInt8], _ signer: LeafIndex
    ) -> [UInt8] {
        MLSWriter.collect { writer in
            context.write(to: &writer)
            writer.list(extensions)
            writer.vector(confirmationTag)
            signer.write(to: &writer)
        }
    }
}

extension GroupInfo: MLSCodable {
    init(from reader: inout MLSReader) throws(CodecError) {
        context = try GroupContext(from: &reader)
        extensions = try reader.list()
        confirmationTag = try reader.vector()
        signer = try LeafIndex(from: &reader)
        signature = try reader.vector()
    }

    func write(to writer: inout MLSWriter) {
        writer.raw(Self.signedContent(context, extensions, confirmationTag, signer))
        writer.vector(signature)
    }
}
