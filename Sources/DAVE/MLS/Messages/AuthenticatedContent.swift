/// A message with what authenticates its sender (RFC 9420 §6). Whether it is authentic has to be checked.
struct AuthenticatedContent: Hashable, Sendable {
    let wireFormat: UInt16
    let content: FramedContent
    let signature: [UInt8]
    /// Present in commits, and only there.
    let confirmationTag: [UInt8]?

    init(wireFormat: UInt16, content: FramedContent, signature: [UInt8], confirmationTag: [UInt8]?) {
        self.wireFormat = wireFormat
        self.content = content
        self.signature = signature
        self.confirmationTag = confirmationTag
    }

    var proposalReference: [UInt8] {
        MLSHash.reference(label: "MLS 1.0 Proposal Reference", MLSWriter.encode(self))
    }

    /// What the sender signs (FramedContentTBS).
    static func signedContent(wireFormat: UInt16, _ content: FramedContent, in context: GroupContext) -> [UInt8] {
        MLSWriter.collect { writer in
            writer.integer(MLSParameters.version)
            writer.integer(wireFormat)
            content.write(to: &writer)
            if content.sender.knowsGroupContext { context.write(to: &writer) }
        }
    }

    func signedContent(in context: GroupContext) -> [UInt8] {
        Self.signedContent(wireFormat: wireFormat, content, in: context)
    }

    /// Reads signature and confirmation tag of a content read before.
    init(wireFormat: UInt16, content: FramedContent, authFrom reader: inout MLSReader) throws(CodecError) {
        self.wireFormat = wireFormat
        self.content = content
        signature = try reader.vector()
        if case .commit = content.body {
            confirmationTag = try reader.vector()
        } else {
            confirmationTag = nil
        }
    }

    func writeAuth(to writer: inout MLSWriter) {
        writer.vector(signature)
        if let confirmationTag { writer.vector(confirmationTag) }
    }
}

extension AuthenticatedContent: MLSCodable {
    init(from reader: inout MLSReader) throws(CodecError) {
        let wireFormat = try reader.integer(UInt16.self)
        let content = try FramedContent(from: &reader)
        try self.init(wireFormat: wireFormat, content: content, authFrom: &reader)
    }

    func write(to writer: inout MLSWriter) {
        writer.integer(wireFormat)
        content.write(to: &writer)
        writeAuth(to: &writer)
    }
}
