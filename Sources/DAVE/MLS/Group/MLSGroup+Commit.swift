internal import Crypto

/// What making and processing a commit have in common.
struct ProposedChange {
    let list: ProposalList
    let tree: RatchetTree
    let extensions: [MLSExtension]
    let newLeaves: [LeafIndex]
    let preSharedKeySecret: SecretBytes
}

extension MLSGroup {
    /// The tree and extensions that a commit's proposals lead to.
    func change(
        _ items: [Commit.Item], by committer: LeafIndex, received: ProposalList.Received,
        preSharedKeys: PreSharedKeys.Known
    ) throws(MLSError) -> ProposedChange {
        let list = try ProposalList(resolving: items, by: committer, received: received)
        try list.validate(by: committer, on: tree, groupID: groupID)
        var tree = tree
        var extensions = context.extensions
        let newLeaves = try list.apply(to: &tree, extensions: &extensions)
        guard MLSExtension.areSupported(inContext: extensions) else { throw .unsupportedExtension }
        try tree.checkMembersAreDistinct()
        if !newLeaves.isEmpty { try tree.checkCredentialTypes() }
        let secret = try PreSharedKeys.secret(of: list.preSharedKeys, known: preSharedKeys)
        return ProposedChange(
            list: list, tree: tree, extensions: extensions, newLeaves: newLeaves, preSharedKeySecret: secret)
    }

    /// The group context while a path is encrypted: all new but the transcript.
    func provisionalContext(_ change: ProposedChange, treeHash: [UInt8]) -> GroupContext {
        var next = context
        next.epoch += 1
        next.treeHash = treeHash
        next.extensions = change.extensions
        return next
    }
}

/// A commit this client made. Whether it takes effect is the delivery service's choice.
struct OwnCommit: Sendable {
    /// The group if it does.
    let group: MLSGroup
    let message: PublicMessage
    /// For the members it adds.
    let welcome: Welcome?
}

extension MLSGroup {
    /// Makes a commit of `items` (RFC 9420 §12.4.1), with a path where one is required.
    func committing(
        _ items: [Commit.Item], received: ProposalList.Received, preSharedKeys: PreSharedKeys.Known = [:],
        withPath wantsPath: Bool = false
    ) throws -> OwnCommit {
        let change = try change(items, by: ownLeaf, received: received, preSharedKeys: preSharedKeys)
        var tree = change.tree
        var path: TreeKEM.NewPath?
        if wantsPath || change.list.requiresPath {
            path = try TreeKEM.makePath(
                in: tree, by: TreeKEM.Committer(index: ownLeaf, signingKey: signingKey),
                excluding: Set(change.newLeaves), context: provisionalContext(change, treeHash: []))
            if let path { tree = path.tree }
        }
        var nextContext = provisionalContext(change, treeHash: tree.treeHash())

        let content = FramedContent(
            groupID: groupID, epoch: epoch, sender: .member(ownLeaf),
            body: .commit(Commit(items: items, path: path?.path)))
        let signature = try signingKey.sign(
            AuthenticatedContent.signedContent(wireFormat: PublicMessage.wireFormat, content, in: context),
            label: AuthenticatedContent.signatureLabel)
        nextContext.confirmedTranscriptHash = TranscriptHash.confirmed(
            afterInterim: interimTranscriptHash, wireFormat: PublicMessage.wireFormat, content: content,
            signature: signature)

        let joinerSecret = KeySchedule.joinerSecret(
            initSecret: secrets.initSecret, commitSecret: path?.secrets.commitSecret ?? .mlsZero,
            context: nextContext)
        let next = nextGroup(nextContext, tree: tree, path: path, joinerSecret: joinerSecret, change: change)
        let message = AuthenticatedContent(
            wireFormat: PublicMessage.wireFormat, content: content, signature: signature,
            confirmationTag: next.confirmationTag)
        return OwnCommit(
            group: next.group,
            message: PublicMessage(tagging: message, in: context, membershipKey: secrets.membershipKey),
            welcome: try next.group.welcome(
                change, joinerSecret: joinerSecret, path: path?.secrets, confirmationTag: next.confirmationTag))
    }

    private func nextGroup(
        _ nextContext: GroupContext, tree: RatchetTree, path: TreeKEM.NewPath?, joinerSecret: SecretBytes,
        change: ProposedChange
    ) -> (group: MLSGroup, confirmationTag: [UInt8]) {
        let nextSecrets = EpochSecrets(
            epochSecret: KeySchedule.epochSecret(
                joinerSecret: joinerSecret, preSharedKeySecret: change.preSharedKeySecret, context: nextContext))
        let confirmationTag = nextSecrets.confirmationKey.mac(nextContext.confirmedTranscriptHash)
        var keys = keys
        if let path {
            keys.set(path.secrets)
            keys[ownLeaf.node] = path.leafKey
        }
        keys.keepOnly(in: tree)
        let group = MLSGroup(
            context: nextContext, tree: tree, ownLeaf: ownLeaf, keys: keys, signingKey: signingKey,
            secrets: nextSecrets, confirmationTag: confirmationTag)
        return (group, confirmationTag)
    }

    /// The Welcome of the commit that led to this group; nil if it added nobody.
    private func welcome(
        _ change: ProposedChange, joinerSecret: SecretBytes, path: PathSecrets?, confirmationTag: [UInt8]
    ) throws -> Welcome? {
        guard !change.newLeaves.isEmpty else { return nil }
        let info = try GroupInfo(
            context: context, extensions: [MLSExtension(type: MLSExtension.ratchetTree, data: tree.encoded)],
            confirmationTag: confirmationTag, signer: ownLeaf, signingKey: signingKey)
        let encryptedInfo = try WelcomeKey(
            joinerSecret: joinerSecret, preSharedKeySecret: change.preSharedKeySecret
        ).seal(MLSWriter.encode(info))
        let secrets = try zip(change.newLeaves, change.list.addedPackages).map { leaf, package in
            let pathSecret = path?.steps.first { $0.node.contains(leaf) }?.secret
            let groupSecrets = MLSWriter.encode(
                GroupSecrets(
                    joinerSecret: joinerSecret, pathSecret: pathSecret, preSharedKeys: change.list.preSharedKeys))
            return Welcome.Secrets(
                newMember: package.reference,
                encrypted: try MLSEncryption.seal(
                    SecretBytes(copying: groupSecrets), to: package.initKey, label: "Welcome",
                    context: encryptedInfo))
        }
        return Welcome(secrets: secrets, encryptedGroupInfo: encryptedInfo)
    }
}

extension MLSExtension {
    /// Whether this client knows every extension of a group context.
    static func areSupported(inContext extensions: [MLSExtension]) -> Bool {
        extensions.allSatisfy { $0.type == externalSenders || $0.type == requiredCapabilities }
    }
}
