internal import Crypto

/// One member's view of a group in one epoch (RFC 9420 §8 and §12).
///
/// A value: operations return the group of the next epoch and leave this one as it is, so a refused message changes
/// nothing and a commit that loses its race is simply dropped.
struct MLSGroup: Sendable {
    let context: GroupContext
    let tree: RatchetTree
    let ownLeaf: LeafIndex
    let keys: PrivateKeys
    let signingKey: MLSSigningKey
    let secrets: EpochSecrets
    let interimTranscriptHash: [UInt8]

    var groupID: [UInt8] { context.groupID }
    var epoch: UInt64 { context.epoch }

    /// An epoch whose confirmation tag is known.
    init(
        context: GroupContext, tree: RatchetTree, ownLeaf: LeafIndex, keys: PrivateKeys, signingKey: MLSSigningKey,
        secrets: EpochSecrets, confirmationTag: [UInt8]
    ) {
        self.context = context
        self.tree = tree
        self.ownLeaf = ownLeaf
        self.keys = keys
        self.signingKey = signingKey
        self.secrets = secrets
        interimTranscriptHash = TranscriptHash.interim(
            afterConfirmed: context.confirmedTranscriptHash, confirmationTag: confirmationTag)
    }

    /// A new group with this client as its only member (RFC 9420 §11).
    init(creating groupID: [UInt8], with package: OwnKeyPackage, extensions: [MLSExtension]) {
        var tree = RatchetTree(package.keyPackage.leaf)
        let context = GroupContext(
            groupID: groupID, epoch: 0, treeHash: tree.treeHash(), confirmedTranscriptHash: [],
            extensions: extensions)
        let secrets = EpochSecrets(epochSecret: .random(count: MLSParameters.hashSize))
        let leaf = LeafIndex(0)
        self.init(
            context: context, tree: tree, ownLeaf: leaf, keys: PrivateKeys(leaf: leaf, key: package.leafKey),
            signingKey: package.signingKey, secrets: secrets,
            confirmationTag: secrets.confirmationKey.mac(context.confirmedTranscriptHash))
    }

    /// A secret for use outside of MLS, equal for all members of the epoch.
    func exported(label: String, context: [UInt8], count: Int) -> SecretBytes {
        secrets.exported(label: label, context: context, count: count)
    }
}
