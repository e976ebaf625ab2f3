internal import Crypto

/// Signing and checking of public messages (RFC 9420 §6.1 and §6.2).
extension PublicMessage {
    /// Adds a member's tag.
    init(tagging message: AuthenticatedContent, in context: GroupContext, membershipKey: SecretBytes) {
        let tag = membershipKey.mac(Self.taggedContent(message, in: context))
        self.init(message: message, membershipTag: tag)
    }

    /// Throws unless signature and, for members, tag are right. A commit's confirmation tag is checked where its epoch
    /// is known.
    func verify(signerKey: [UInt8], in context: GroupContext, membershipKey: SecretBytes) throws(MLSError) {
        if case .member = message.content.sender {
            let expected = membershipKey.mac(Self.taggedContent(message, in: context))
            guard let membershipTag, ConstantTime.equal(membershipTag, expected) else {
                throw .invalidMembershipTag
            }
        }
        let isSigned = MLSSignature.isValid(
            message.signature, of: message.signedContent(in: context), label: AuthenticatedContent.signatureLabel,
            key: signerKey)
        guard isSigned else { throw .invalidSignature }
    }
}

extension AuthenticatedContent {
    static let signatureLabel = "FramedContentTBS"
}

/// A message whose sender was verified against a group.
struct AuthenticMessage: Sendable {
    let message: AuthenticatedContent
    /// The leaf that sent it, for messages of members.
    let member: LeafIndex?

    fileprivate init(message: AuthenticatedContent, member: LeafIndex?) {
        self.message = message
        self.member = member
    }
}

extension MLSGroup {
    /// Checks that a message belongs to this group and epoch and that its sender sent it.
    func authenticate(_ message: PublicMessage) throws -> AuthenticMessage {
        let content = message.message.content
        guard content.groupID == groupID else { throw MLSError.wrongGroup }
        guard content.epoch == epoch else {
            throw MLSError.wrongEpoch(expected: epoch, actual: content.epoch)
        }
        let signerKey: [UInt8]
        var member: LeafIndex?
        switch content.sender {
        case .member(let leaf):
            guard let node = tree[leaf] else { throw MLSError.unknownSender }
            signerKey = node.signatureKey
            member = leaf
        case .external(let index):
            let senders = try context.externalSenders
            guard let sender = senders.indices.contains(Int(index)) ? senders[Int(index)] : nil else {
                throw MLSError.unknownSender
            }
            guard case .proposal(let proposal) = content.body else { throw MLSError.unexpectedMessage }
            guard proposal.isAllowedFromOutside else { throw MLSError.invalidProposal(.notAllowed) }
            signerKey = sender.signatureKey
        case .newMemberProposal, .newMemberCommit:
            throw MLSError.unknownSender
        }
        try message.verify(signerKey: signerKey, in: context, membershipKey: secrets.membershipKey)
        return AuthenticMessage(message: message.message, member: member)
    }
}

extension Proposal {
    /// RFC 9420 §12.1.8.
    fileprivate var isAllowedFromOutside: Bool {
        switch self {
        case .add, .remove, .preSharedKey, .reinit, .groupContextExtensions: true
        case .update, .externalInit: false
        }
    }
}
