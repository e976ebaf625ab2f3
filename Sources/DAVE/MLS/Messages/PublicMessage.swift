/// A message that is signed but not encrypted (RFC 9420 §6.2), the only kind of handshake DAVE uses.
struct PublicMessage: Hashable, Sendable, MLSCodable {
    static let wireFormat: UInt16 = 1

    let message: AuthenticatedContent
    /// Present where a member is the sender, and only there.
    let membershipTag: [UInt8]?

    init(message: AuthenticatedContent, membershipTag: [UInt8]?) {
        self.message = message
        self.membershipTag = membershipTag
    }

    init(from reader: inout MLSReader) throws(CodecError) {
        let content = try FramedContent(from: &reader)
        message = try AuthenticatedContent(wireFormat: Self.wireFormat, content: content, authFrom: &reader)
        if case .member = content.sender {
            membershipTag = try reader.vector()
        } else {
            membershipTag = nil
        }
    }

    func write(to writer: inout MLSWriter) {
        message.content.write(to: &writer)
        message.writeAuth(to: &writer)
        if let membershipTag { writer.vector(membershipTag) }
    }

    /// What the membership tag covers (AuthenticatedContentTBM).
    static func taggedContent(_ message: AuthenticatedContent, in context: GroupContext) -> [UInt8] {
        MLSWriter.collect { writer in
            writer.raw(message.signedContent(in: context))
            message.writeAuth(to: &writer)
        }
    }
}
