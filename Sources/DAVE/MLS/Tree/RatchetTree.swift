/// The members' public keys in a complete binary tree (RFC 9420 §4 and §7).
///
/// A value: a copy shares its storage until one of the two changes. Tree hashes are kept and computed anew only where
/// something below changed.
struct RatchetTree: Sendable {
    /// More members than any voice channel has.
    static let largestLeafCount = 1 << 14

    /// `2 * leafCount - 1` places.
    private(set) var nodes: [TreeNode?]
    /// Empty where it has to be computed.
    var cachedHashes: [[UInt8]]

    /// A tree of one leaf.
    init(_ leaf: LeafNode) {
        nodes = [.leaf(leaf)]
        cachedHashes = [[]]
    }

    var leafCount: Int { (nodes.count + 1) / 2 }
    var root: NodeIndex { .root(leafCount: leafCount) }

    subscript(node: NodeIndex) -> TreeNode? {
        nodes.indices.contains(node.rawValue) ? nodes[node.rawValue] : nil
    }

    subscript(leaf: LeafIndex) -> LeafNode? {
        if case .leaf(let leaf)? = self[leaf.node] { leaf } else { nil }
    }

    func parent(_ node: NodeIndex) -> ParentNode? {
        if case .parent(let parent)? = self[node] { parent } else { nil }
    }

    /// All members, from the left.
    var members: [(index: LeafIndex, leaf: LeafNode)] {
        (0..<UInt32(leafCount)).compactMap { index in
            self[LeafIndex(index)].map { (LeafIndex(index), $0) }
        }
    }

    func directPath(of leaf: LeafIndex) -> [NodeIndex] {
        leaf.node.directPath(to: root)
    }

    /// The non-blank nodes that together cover everything below `node`, as places of keys to encrypt to.
    func resolution(of node: NodeIndex) -> [NodeIndex] {
        switch self[node] {
        case .leaf: return [node]
        case .parent(let parent): return [node] + parent.unmergedLeaves.map(\.node)
        case nil:
            guard let left = node.left, let right = node.right else { return [] }
            return resolution(of: left) + resolution(of: right)
        }
    }

    private func isEmpty(_ node: NodeIndex) -> Bool {
        if self[node] != nil { return false }
        guard let left = node.left, let right = node.right else { return true }
        return isEmpty(left) && isEmpty(right)
    }

    /// A node above a leaf that needs a key of its own, and its child that is not above the leaf.
    struct PathNode: Equatable {
        let node: NodeIndex
        let copathChild: NodeIndex
    }

    /// The nodes above `leaf` whose other side is not empty (RFC 9420 §4.1.2), from the lowest.
    func filteredDirectPath(of leaf: LeafIndex) -> [PathNode] {
        var path: [PathNode] = []
        var below = leaf.node
        for node in directPath(of: leaf) {
            let copathChild = below.sibling
            if !isEmpty(copathChild) { path.append(PathNode(node: node, copathChild: copathChild)) }
            below = node
        }
        return path
    }

    mutating func set(_ node: NodeIndex, to value: TreeNode?) {
        nodes[node.rawValue] = value
        forgetHashes(from: node)
    }

    private mutating func forgetHashes(from node: NodeIndex) {
        cachedHashes[node.rawValue] = []
        for above in node.directPath(to: root) { cachedHashes[above.rawValue] = [] }
    }

    mutating func blankDirectPath(of leaf: LeafIndex) {
        for node in directPath(of: leaf) where nodes[node.rawValue] != nil { nodes[node.rawValue] = nil }
        forgetHashes(from: leaf.node)
    }
}

// MARK: - Members

extension RatchetTree {
    /// Puts a new member into the leftmost empty leaf (RFC 9420 §12.1.1).
    mutating func add(_ leaf: LeafNode) throws(MLSError) -> LeafIndex {
        let place = (0..<leafCount).first { nodes[2 * $0] == nil } ?? leafCount
        if place == leafCount { try extend() }
        let index = LeafIndex(UInt32(place))
        for node in directPath(of: index) {
            guard var parent = parent(node) else { continue }
            let position = parent.unmergedLeaves.firstIndex { $0 > index } ?? parent.unmergedLeaves.endIndex
            parent.unmergedLeaves.insert(index, at: position)
            nodes[node.rawValue] = .parent(parent)
        }
        set(index.node, to: .leaf(leaf))
        return index
    }

    /// Replaces a member's leaf by an updated one (RFC 9420 §12.1.2).
    mutating func update(_ index: LeafIndex, with leaf: LeafNode) {
        blankDirectPath(of: index)
        set(index.node, to: .leaf(leaf))
    }

    /// Takes a member out (RFC 9420 §12.1.3).
    mutating func remove(_ index: LeafIndex) {
        blankDirectPath(of: index)
        set(index.node, to: nil)
        while leafCount > 1, let right = root.right, isEmpty(right) {
            let kept = nodes.count / 2
            nodes.removeLast(nodes.count - kept)
            cachedHashes.removeLast(cachedHashes.count - kept)
        }
    }

    private mutating func extend() throws(MLSError) {
        guard leafCount < Self.largestLeafCount else { throw .invalidTree(.tooLarge) }
        let added = nodes.count + 1
        nodes += [TreeNode?](repeating: nil, count: added)
        cachedHashes += [[UInt8]](repeating: [], count: added)
    }
}

// MARK: - The ratchet_tree extension (RFC 9420 §12.4.3.3)

extension RatchetTree {
    private struct Entry: MLSCodable {
        let node: TreeNode?

        init(node: TreeNode?) {
            self.node = node
        }

        init(from reader: inout MLSReader) throws(CodecError) {
            node = try reader.optional()
        }

        func write(to writer: inout MLSWriter) {
            writer.optional(node)
        }
    }

    init(encoded bytes: [UInt8]) throws {
        var reader = try MLSReader(bytes)
        let entries = try reader.list(of: Entry.self)
        try reader.finish()
        guard let last = entries.last else { throw MLSError.invalidTree(.empty) }
        guard last.node != nil else { throw MLSError.invalidTree(.endsBlank) }
        var leafCount = 1
        while 2 * leafCount - 1 < entries.count { leafCount *= 2 }
        guard leafCount <= Self.largestLeafCount else { throw MLSError.invalidTree(.tooLarge) }
        for (index, entry) in entries.enumerated() {
            switch entry.node {
            case .leaf where index % 2 != 0, .parent where index % 2 == 0:
                throw MLSError.invalidTree(.wrongNodeType)
            default: break
            }
        }
        let blanks = 2 * leafCount - 1 - entries.count
        nodes = entries.map(\.node) + [TreeNode?](repeating: nil, count: blanks)
        cachedHashes = [[UInt8]](repeating: [], count: nodes.count)
    }

    var encoded: [UInt8] {
        let count = (nodes.lastIndex { $0 != nil } ?? -1) + 1
        return MLSWriter.collect { $0.list(nodes.prefix(count).map(Entry.init)) }
    }
}
