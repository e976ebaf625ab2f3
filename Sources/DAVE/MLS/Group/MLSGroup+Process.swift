internal import Crypto

extension MLSGroup {
    /// The group after another member's commit (RFC 9420 §12.4.2).
    func applying(
        _ authentic: AuthenticMessage, received: ProposalList.Received,
        preSharedKeys: PreSharedKeys.Known = [:]
    ) throws(MLSError) -> MLSGroup {
        let message = authentic.message
        guard case .commit(let commit) = message.content.body, let committer = authentic.member,
            let confirmationTag = message.confirmationTag
        else { throw .unexpectedMessage }
        guard message.content.epoch == epoch else {
            throw .wrongEpoch(expected: epoch, actual: message.content.epoch)
        }
        guard committer != ownLeaf else { throw .ownCommit }
        let change = try change(
            commit.items, by: committer, received: received, preSharedKeys: preSharedKeys)
        guard !change.list.removedLeaves.contains(ownLeaf) else { throw .removed }
        guard commit.path != nil || !change.list.requiresPath else { throw .invalidPath(.missing) }

        var keys = keys
        keys.keepOnly(in: change.tree)
        let merged = try merging(commit.path, of: committer, change: change, keys: &keys)
        var nextContext = provisionalContext(change, treeHash: merged.tree.cachedRootHash)
        nextContext.confirmedTranscriptHash = TranscriptHash.confirmed(
            afterInterim: interimTranscriptHash, commit: message)
        let joinerSecret = KeySchedule.joinerSecret(
            initSecret: secrets.initSecret, commitSecret: merged.commitSecret, context: nextContext)
        let nextSecrets = EpochSecrets(
            epochSecret: KeySchedule.epochSecret(
                joinerSecret: joinerSecret, preSharedKeySecret: change.preSharedKeySecret, context: nextContext))
        let expectedTag = nextSecrets.confirmationKey.mac(nextContext.confirmedTranscriptHash)
        guard ConstantTime.equal(confirmationTag, expectedTag) else { throw .invalidConfirmationTag }
        return MLSGroup(
            context: nextContext, tree: merged.tree, ownLeaf: ownLeaf, keys: keys, signingKey: signingKey,
            secrets: nextSecrets, confirmationTag: confirmationTag)
    }

    /// The tree with the commit's path in it, its hashes computed, and the secret the path gives.
    private func merging(
        _ path: UpdatePath?, of committer: LeafIndex, change: ProposedChange, keys: inout PrivateKeys
    ) throws(MLSError) -> (tree: RatchetTree, commitSecret: SecretBytes) {
        var tree = change.tree
        guard let path else {
            _ = tree.treeHash()
            return (tree, .mlsZero)
        }
        guard case .commit = path.leaf.source else { throw .invalidLeaf(.wrongSource) }
        try path.leaf.validateContents()
        try path.leaf.validateSignature(at: LeafNode.Place(groupID: groupID, leaf: committer))
        let newLeaves = Set(change.newLeaves)
        try TreeKEM.merge(path, of: committer, into: &tree, excluding: newLeaves)
        try tree.checkMembersAreDistinct()
        let pathContext = provisionalContext(change, treeHash: tree.treeHash())
        let secrets = try TreeKEM.decrypt(
            path, of: committer, for: TreeKEM.Recipient(index: ownLeaf, keys: keys), in: tree,
            excluding: newLeaves, context: pathContext)
        keys.keepOnly(in: tree)
        keys.set(secrets)
        return (tree, secrets.commitSecret)
    }
}
