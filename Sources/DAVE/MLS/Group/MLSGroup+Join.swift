internal import Crypto

extension MLSGroup {
    /// Joins by a Welcome (RFC 9420 §12.4.3.1).
    ///
    /// - Parameter ratchetTree: the encoded tree, where the Welcome does not carry it.
    init(
        joining welcome: Welcome, with package: OwnKeyPackage, preSharedKeys: PreSharedKeys.Known = [:],
        ratchetTree: [UInt8]? = nil
    ) throws {
        guard welcome.cipherSuite == MLSParameters.cipherSuite else { throw MLSError.unsupportedParameters }
        let groupSecrets = try Self.groupSecrets(of: welcome, for: package)
        let preSharedKeySecret = try PreSharedKeys.secret(
            of: groupSecrets.preSharedKeys, known: preSharedKeys)
        let info = try MLSReader.decode(
            GroupInfo.self,
            from: WelcomeKey(
                joinerSecret: groupSecrets.joinerSecret, preSharedKeySecret: preSharedKeySecret
            ).open(welcome.encryptedGroupInfo))
        let context = info.context
        guard context.version == MLSParameters.version, context.cipherSuite == MLSParameters.cipherSuite else {
            throw MLSError.unsupportedParameters
        }
        guard MLSExtension.areSupported(inContext: context.extensions) else { throw MLSError.unsupportedExtension }

        let tree = try Self.validatedTree(info, ratchetTree: ratchetTree)
        guard let own = tree.members.first(where: { $0.leaf == package.keyPackage.leaf }) else {
            throw MLSError.invalidWelcome(.notInTree)
        }
        var keys = PrivateKeys(leaf: own.index, key: package.leafKey)
        if let pathSecret = groupSecrets.pathSecret {
            keys.set(try Self.pathSecrets(pathSecret, signer: info.signer, own: own.index, in: tree))
        }
        let secrets = EpochSecrets(
            epochSecret: KeySchedule.epochSecret(
                joinerSecret: groupSecrets.joinerSecret, preSharedKeySecret: preSharedKeySecret, context: context))
        let expectedTag = secrets.confirmationKey.mac(context.confirmedTranscriptHash)
        guard ConstantTime.equal(info.confirmationTag, expectedTag) else { throw MLSError.invalidConfirmationTag }
        self.init(
            context: context, tree: tree, ownLeaf: own.index, keys: keys, signingKey: package.signingKey,
            secrets: secrets, confirmationTag: info.confirmationTag)
    }

    private static func groupSecrets(of welcome: Welcome, for package: OwnKeyPackage) throws -> GroupSecrets {
        let reference = package.keyPackage.reference
        guard let entry = welcome.secrets.first(where: { $0.newMember == reference }) else {
            throw MLSError.invalidWelcome(.notForThisKeyPackage)
        }
        let secret = try MLSEncryption.open(
            entry.encrypted, with: package.initKey, label: "Welcome", context: welcome.encryptedGroupInfo)
        var bytes = secret.withSpan { span in span.indices.map { span[$0] } }
        defer { SecretBytes.wipe(&bytes) }
        return try MLSReader.decode(GroupSecrets.self, from: bytes)
    }

    private static func validatedTree(_ info: GroupInfo, ratchetTree: [UInt8]?) throws -> RatchetTree {
        let carried = info.extensions.first { $0.type == MLSExtension.ratchetTree }?.data
        guard let encoded = carried ?? ratchetTree else { throw MLSError.invalidTree(.absent) }
        var tree = try RatchetTree(encoded: encoded)
        guard let signer = tree[info.signer] else { throw MLSError.unknownSender }
        guard info.hasValidSignature(by: signer.signatureKey) else { throw MLSError.invalidSignature }
        guard tree.treeHash() == info.context.treeHash else { throw MLSError.invalidTree(.wrongHash) }
        try tree.validate(groupID: info.context.groupID)
        return tree
    }

    /// The keys above this client and the committer, which the commit has just replaced.
    private static func pathSecrets(
        _ first: SecretBytes, signer: LeafIndex, own: LeafIndex, in tree: RatchetTree
    ) throws(MLSError) -> PathSecrets {
        let path = tree.filteredDirectPath(of: signer).map(\.node)
        guard let start = path.firstIndex(where: { $0.contains(own) }) else { throw .invalidPath(.noKey) }
        let secrets = try PathSecrets(from: first, along: path[start...])
        for step in secrets.steps {
            guard tree[step.node]?.encryptionKey == step.key.publicKey.bytes else {
                throw .invalidPath(.keyMismatch)
            }
        }
        return secrets
    }
}
