internal import Crypto

/// What a new member checks of a tree before believing it (RFC 9420 §12.4.3.1).
extension RatchetTree {
    /// Checks parent hashes, unmerged leaves, keys and every leaf of a tree of the group `groupID`.
    mutating func validate(groupID: [UInt8]) throws(MLSError) {
        try checkUnmergedLeaves()
        try checkParentHashes()
        try checkKeys()
        try checkCredentialTypes()
        for (index, leaf) in members {
            try leaf.validateSignature(at: LeafNode.Place(groupID: groupID, leaf: index))
            try leaf.validateContents()
        }
    }

    /// Every parent key was set by exactly one commit of a member below it.
    mutating func checkParentHashes() throws(MLSError) {
        for rawNode in nodes.indices {
            let node = NodeIndex(rawNode)
            guard let parent = parent(node), let left = node.left, let right = node.right else { continue }
            let origins =
                origins(of: parent, child: left, sibling: right) + origins(of: parent, child: right, sibling: left)
            guard origins == 1 else { throw .invalidTree(.invalidParentHash) }
        }
    }

    /// How many nodes below `child` were set together with `parent`.
    private mutating func origins(of parent: ParentNode, child: NodeIndex, sibling: NodeIndex) -> Int {
        let expected = parentHash(of: parent, sibling: sibling)
        let resolution = resolution(of: child)
        let unmerged = Set(parent.unmergedLeaves.filter(child.contains).map(\.node))
        return resolution.count { candidate in
            self[candidate]?.parentHash == expected && unmerged == Set(resolution).subtracting([candidate])
        }
    }

    private func checkUnmergedLeaves() throws(MLSError) {
        for rawNode in nodes.indices {
            let node = NodeIndex(rawNode)
            guard let parent = parent(node) else { continue }
            let unmerged = parent.unmergedLeaves
            guard zip(unmerged, unmerged.dropFirst()).allSatisfy({ $0 < $1 }) else {
                throw .invalidTree(.invalidUnmergedLeaves)
            }
            for leaf in unmerged {
                guard node.contains(leaf), self[leaf] != nil else { throw .invalidTree(.invalidUnmergedLeaves) }
                for between in leaf.node.directPath(to: node) {
                    guard let between = self.parent(between) else { continue }
                    guard between.unmergedLeaves.contains(leaf) else { throw .invalidTree(.invalidUnmergedLeaves) }
                }
            }
        }
    }

    /// Every member can judge every other member's credential.
    func checkCredentialTypes() throws(MLSError) {
        let used = Set(members.map(\.leaf.credential.type))
        for (_, leaf) in members {
            guard used.isSubset(of: leaf.capabilities.credentials) else { throw .invalidLeaf(.unsupportedFeature) }
        }
    }

    private func checkKeys() throws(MLSError) {
        for case .parent(let parent)? in nodes where P256PublicKey(bytes: parent.encryptionKey) == nil {
            throw .invalidPublicKey
        }
        try checkMembersAreDistinct()
    }

    /// No key occurs twice in the tree.
    func checkMembersAreDistinct() throws(MLSError) {
        var encryptionKeys: Set<[UInt8]> = []
        var signatureKeys: Set<[UInt8]> = []
        for case let node? in nodes {
            guard encryptionKeys.insert(node.encryptionKey).inserted else { throw .invalidTree(.keyTwice) }
            if case .leaf(let leaf) = node, !signatureKeys.insert(leaf.signatureKey).inserted {
                throw .invalidTree(.keyTwice)
            }
        }
    }
}
