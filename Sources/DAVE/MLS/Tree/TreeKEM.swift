internal import Crypto

/// Update paths: made, merged into the tree, decrypted (RFC 9420 §7.5).
enum TreeKEM {
    /// A committer's new keys.
    struct NewPath {
        let tree: RatchetTree
        let path: UpdatePath
        let leafKey: P256PrivateKey
        let secrets: PathSecrets
    }

    /// Who makes a path.
    struct Committer {
        let index: LeafIndex
        let signingKey: MLSSigningKey
    }

    /// Replaces all keys above the committer's leaf.
    ///
    /// - Parameters:
    ///   - tree: with the commit's proposals applied.
    ///   - newLeaves: members the same commit adds; the path is not encrypted to them.
    ///   - context: the provisional group context; its tree hash is set here.
    static func makePath(
        in tree: RatchetTree, by committer: Committer, excluding newLeaves: Set<LeafIndex>, context: GroupContext
    ) throws -> NewPath {
        guard let oldLeaf = tree[committer.index] else { throw MLSError.unknownSender }
        var tree = tree
        let filteredPath = tree.filteredDirectPath(of: committer.index)
        let secrets = try PathSecrets(
            from: .random(count: MLSParameters.hashSize), along: filteredPath.map(\.node))
        let leafKey = try P256PrivateKey()
        let parentHash = tree.replacePath(
            of: committer.index, filteredPath, keys: secrets.steps.map(\.key.publicKey.bytes))
        let leaf = try LeafNode(
            encryptionKey: leafKey.publicKey.bytes, signingKey: committer.signingKey,
            capabilities: oldLeaf.capabilities, source: .commit(parentHash: parentHash),
            extensions: oldLeaf.extensions,
            place: LeafNode.Place(groupID: context.groupID, leaf: committer.index))
        tree.set(committer.index.node, to: .leaf(leaf))

        var context = context
        context.treeHash = tree.treeHash()
        let encodedContext = MLSWriter.encode(context)
        let nodes = try zip(filteredPath, secrets.steps).map { place, step in
            let ciphertexts = try recipients(of: place, in: tree, excluding: newLeaves).map { node in
                guard let key = tree[node]?.encryptionKey else { throw MLSError.invalidTree(.invalidUnmergedLeaves) }
                return try MLSEncryption.seal(
                    step.secret, to: key, label: "UpdatePathNode", context: encodedContext)
            }
            return UpdatePath.Node(
                encryptionKey: step.key.publicKey.bytes, encryptedPathSecrets: ciphertexts)
        }
        let path = UpdatePath(leaf: leaf, nodes: nodes)
        return NewPath(tree: tree, path: path, leafKey: leafKey, secrets: secrets)
    }

    /// Puts another member's path into the tree, after checking its shape, keys and parent hash. The leaf itself has
    /// been validated.
    static func merge(
        _ path: UpdatePath, of sender: LeafIndex, into tree: inout RatchetTree, excluding newLeaves: Set<LeafIndex>
    ) throws(MLSError) {
        let filteredPath = tree.filteredDirectPath(of: sender)
        guard path.nodes.count == filteredPath.count else { throw .invalidPath(.wrongLength) }
        for (place, node) in zip(filteredPath, path.nodes) {
            let recipients = recipients(of: place, in: tree, excluding: newLeaves)
            guard node.encryptedPathSecrets.count == recipients.count else {
                throw .invalidPath(.wrongCiphertextCount)
            }
            guard P256PublicKey(bytes: node.encryptionKey) != nil else { throw .invalidPublicKey }
        }
        try checkKeysAreNew(path, in: tree)
        let parentHash = tree.replacePath(of: sender, filteredPath, keys: path.nodes.map(\.encryptionKey))
        guard path.leaf.source == .commit(parentHash: parentHash) else { throw .invalidPath(.wrongParentHash) }
        tree.set(sender.node, to: .leaf(path.leaf))
    }

    private static func checkKeysAreNew(_ path: UpdatePath, in tree: RatchetTree) throws(MLSError) {
        var keys = Set(tree.nodes.compactMap { $0?.encryptionKey })
        for key in [path.leaf.encryptionKey] + path.nodes.map(\.encryptionKey) {
            guard keys.insert(key).inserted else { throw .invalidPath(.keyInUse) }
        }
    }

    /// Where a path is decrypted.
    struct Recipient {
        let index: LeafIndex
        let keys: PrivateKeys
    }

    /// The secrets of a path that reach this member.
    ///
    /// - Parameters:
    ///   - tree: with the path merged.
    ///   - context: the provisional group context, with the tree's new hash.
    static func decrypt(
        _ path: UpdatePath, of sender: LeafIndex, for recipient: Recipient, in tree: RatchetTree,
        excluding newLeaves: Set<LeafIndex>, context: GroupContext
    ) throws(MLSError) -> PathSecrets {
        let filteredPath = tree.filteredDirectPath(of: sender)
        guard let start = filteredPath.firstIndex(where: { $0.copathChild.contains(recipient.index) }) else {
            throw .invalidPath(.noKey)
        }
        let nodes = recipients(of: filteredPath[start], in: tree, excluding: newLeaves)
        guard let position = nodes.firstIndex(where: { recipient.keys[$0] != nil }),
            let key = recipient.keys[nodes[position]], path.nodes.indices.contains(start),
            path.nodes[start].encryptedPathSecrets.indices.contains(position)
        else { throw .invalidPath(.noKey) }
        let secret = try MLSEncryption.open(
            path.nodes[start].encryptedPathSecrets[position], with: key, label: "UpdatePathNode",
            context: MLSWriter.encode(context))
        let secrets = try PathSecrets(from: secret, along: filteredPath[start...].map(\.node))
        for (step, node) in zip(secrets.steps, path.nodes[start...]) {
            guard step.key.publicKey.bytes == node.encryptionKey else { throw .invalidPath(.keyMismatch) }
        }
        return secrets
    }

    private static func recipients(
        of place: RatchetTree.PathNode, in tree: RatchetTree, excluding newLeaves: Set<LeafIndex>
    ) -> [NodeIndex] {
        tree.resolution(of: place.copathChild).filter { node in
            guard let leaf = node.leaf else { return true }
            return !newLeaves.contains(leaf)
        }
    }
}

extension RatchetTree {
    /// Blanks what is above `leaf`, puts new keys there and links them by parent hashes.
    ///
    /// - Returns: the parent hash that belongs into the leaf.
    fileprivate mutating func replacePath(
        of leaf: LeafIndex, _ filteredPath: [PathNode], keys: [[UInt8]]
    ) -> [UInt8] {
        blankDirectPath(of: leaf)
        var parentHash: [UInt8] = []
        for (place, key) in zip(filteredPath, keys).reversed() {
            let parent = ParentNode(encryptionKey: key, parentHash: parentHash, unmergedLeaves: [])
            set(place.node, to: .parent(parent))
            parentHash = self.parentHash(of: parent, sibling: place.copathChild)
        }
        return parentHash
    }
}
