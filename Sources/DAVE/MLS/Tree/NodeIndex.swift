/// A node of a complete binary tree kept in an array, leaves at the even places (RFC 9420 appendix C).
struct NodeIndex: Hashable, Sendable, Comparable {
    let rawValue: Int

    init(_ rawValue: Int) {
        self.rawValue = rawValue
    }

    static func < (left: NodeIndex, right: NodeIndex) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The root of a tree with `leafCount` leaves, a power of two.
    static func root(leafCount: Int) -> NodeIndex {
        NodeIndex(leafCount - 1)
    }

    /// 0 for leaves.
    var level: Int { (~rawValue).trailingZeroBitCount }
    var isLeaf: Bool { rawValue & 1 == 0 }
    var leaf: LeafIndex? { isLeaf ? LeafIndex(UInt32(rawValue / 2)) : nil }

    var left: NodeIndex? { isLeaf ? nil : NodeIndex(rawValue ^ (1 << (level - 1))) }
    var right: NodeIndex? { isLeaf ? nil : NodeIndex(rawValue ^ (3 << (level - 1))) }

    /// The parent in a tree that reaches that high; to be asked of no root.
    var parent: NodeIndex {
        let bit = 1 << level
        return NodeIndex((rawValue | bit) & ~(bit << 1))
    }

    var sibling: NodeIndex { NodeIndex(rawValue ^ (2 << level)) }

    /// The leaves below, or the leaf itself.
    var leaves: ClosedRange<UInt32> {
        let reach = (1 << level) - 1
        return UInt32((rawValue - reach) / 2)...UInt32((rawValue + reach) / 2)
    }

    func contains(_ leaf: LeafIndex) -> Bool {
        leaves.contains(leaf.rawValue)
    }

    /// All nodes above, from the parent to `root`.
    func directPath(to root: NodeIndex) -> [NodeIndex] {
        var path: [NodeIndex] = []
        var node = self
        while node != root {
            node = node.parent
            path.append(node)
        }
        return path
    }
}
