internal import Crypto

/// Tree hashes (RFC 9420 §7.8) and parent hashes (§7.9).
extension RatchetTree {
    /// Of the whole tree.
    mutating func treeHash() -> [UInt8] {
        treeHash(of: root)
    }

    /// Of the whole tree, after ``treeHash()``.
    var cachedRootHash: [UInt8] { cachedHashes[root.rawValue] }

    mutating func treeHash(of node: NodeIndex) -> [UInt8] {
        let cached = cachedHashes[node.rawValue]
        if !cached.isEmpty { return cached }
        let hash: [UInt8]
        if let left = node.left, let right = node.right {
            hash = Self.hash(parent(node), left: treeHash(of: left), right: treeHash(of: right))
        } else {
            hash = Self.hash(self[node], at: node)
        }
        cachedHashes[node.rawValue] = hash
        return hash
    }

    /// The tree hash as it was before `leaves` were added below `node`.
    private mutating func treeHash(of node: NodeIndex, without leaves: [LeafIndex]) -> [UInt8] {
        guard leaves.contains(where: node.contains) else { return treeHash(of: node) }
        guard let left = node.left, let right = node.right else { return Self.hash(nil, at: node) }
        var parent = parent(node)
        parent?.unmergedLeaves.removeAll { leaves.contains($0) }
        return Self.hash(
            parent, left: treeHash(of: left, without: leaves), right: treeHash(of: right, without: leaves))
    }

    private static func hash(_ leaf: TreeNode?, at node: NodeIndex) -> [UInt8] {
        SHA256.hash(
            MLSWriter.collect { writer in
                writer.integer(UInt8(1))
                writer.integer(UInt32(node.rawValue / 2))
                if case .leaf(let leaf)? = leaf {
                    writer.optional(leaf)
                } else {
                    writer.optional(LeafNode?.none)
                }
            })
    }

    private static func hash(_ parent: ParentNode?, left: [UInt8], right: [UInt8]) -> [UInt8] {
        SHA256.hash(
            MLSWriter.collect { writer in
                writer.integer(UInt8(2))
                writer.optional(parent)
                writer.vector(left)
                writer.vector(right)
            })
    }

    /// The parent hash of `parent`, which is or will be at the parent of `sibling`.
    mutating func parentHash(of parent: ParentNode, sibling: NodeIndex) -> [UInt8] {
        let siblingHash = treeHash(of: sibling, without: parent.unmergedLeaves)
        return SHA256.hash(
            MLSWriter.collect { writer in
                writer.vector(parent.encryptionKey)
                writer.vector(parent.parentHash)
                writer.vector(siblingHash)
            })
    }
}
