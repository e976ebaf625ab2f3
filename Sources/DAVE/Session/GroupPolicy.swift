internal import DiscordTypes

/// What Discord's groups may be and become, beyond what MLS demands of any group.
enum GroupPolicy {
    /// The user a leaf stands for.
    static func user(of leaf: LeafNode) throws(DAVEFault) -> UserID {
        guard case .basic(let identity) = leaf.credential, identity.count == 8 else { throw .invalidIdentity }
        return UserID(identity.reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// Everybody in the group, each user once.
    static func members(of group: MLSGroup) throws(DAVEFault) -> [UserID: LeafNode] {
        var members: [UserID: LeafNode] = [:]
        for (_, leaf) in group.tree.members {
            let user = try user(of: leaf)
            guard members.updateValue(leaf, forKey: user) == nil else { throw .memberTwice(user) }
        }
        return members
    }

    /// Checks a proposal that the voice server sent to `group`.
    static func accept(
        _ message: MLSMessage, in group: MLSGroup, isKnown: (UserID) -> Bool
    ) throws -> PendingProposal {
        guard case .publicMessage(let message) = message else { throw MLSError.unexpectedMessage }
        let content = try group.authenticate(message).message
        guard content.content.sender == .external(0), case .proposal(let proposal) = content.content.body else {
            throw DAVEFault.forbiddenProposal
        }
        switch proposal {
        case .add(let package):
            try package.validate()
            let user = try user(of: package.leaf)
            guard isKnown(user) else { throw DAVEFault.unknownUser(user) }
        case .remove(let leaf):
            guard group.tree[leaf] != nil else { throw MLSError.invalidProposal(.removesNobody) }
        default:
            throw DAVEFault.forbiddenProposal
        }
        return PendingProposal(
            reference: content.proposalReference,
            entry: ProposalList.Entry(proposal: proposal, sender: content.content.sender))
    }

    /// The group after another member's commit of proposals that the voice server sent.
    static func follow(
        _ bytes: [UInt8], in group: MLSGroup, proposals: ProposalList.Received
    ) throws -> MLSGroup {
        guard case .publicMessage(let message) = try MLSReader.decode(MLSMessage.self, from: bytes) else {
            throw MLSError.unexpectedMessage
        }
        let content = message.message.content
        if content.groupID == group.groupID, content.epoch < group.epoch {
            throw DAVEFault.stale(epoch: content.epoch)
        }
        let authentic = try group.authenticate(message)
        guard case .commit(let commit) = content.body, let committer = authentic.member else {
            throw MLSError.unexpectedMessage
        }
        for item in commit.items {
            guard case .reference = item else { throw DAVEFault.inlineProposal }
        }
        if let new = commit.path?.leaf, let old = group.tree[committer] {
            guard new.credential == old.credential, new.signatureKey == old.signatureKey else {
                throw DAVEFault.committerChanged
            }
        }
        let next = try group.applying(authentic, received: proposals)
        _ = try members(of: next)
        return next
    }

    /// The group a welcome leads to.
    static func join(
        _ bytes: [UInt8], with package: OwnKeyPackage, groupID: [UInt8], sender: KnownExternalSender
    ) throws -> MLSGroup {
        let welcome = try MLSReader.decode(Welcome.self, from: bytes)
        let group = try MLSGroup(joining: welcome, with: package)
        guard group.groupID == groupID else { throw MLSError.wrongGroup }
        guard group.context.extensions == [sender.groupExtension] else { throw DAVEFault.wrongExtensions }
        _ = try members(of: group)
        return group
    }
}

/// A proposal of the voice server that no commit has put into effect yet.
struct PendingProposal: Sendable {
    let reference: [UInt8]
    let entry: ProposalList.Entry
}

/// The voice server as op 25 introduced it.
struct KnownExternalSender: Sendable {
    /// With the bytes as they came, since all members must have the same.
    let groupExtension: MLSExtension

    init(_ bytes: [UInt8]) throws {
        let sender = try MLSReader.decode(ExternalSender.self, from: bytes)
        guard MLSSignature.isUsable(sender.signatureKey) else { throw MLSError.invalidPublicKey }
        groupExtension = MLSExtension(
            type: MLSExtension.externalSenders, data: MLSWriter.collect { $0.vector(bytes) })
    }
}
