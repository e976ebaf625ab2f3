/// What a place of the tree holds, where it is not blank.
enum TreeNode: Hashable, Sendable {
    case leaf(LeafNode)
    case parent(ParentNode)

    var encryptionKey: [UInt8] {
        switch self {
        case .leaf(let leaf): leaf.encryptionKey
        case .parent(let parent): parent.encryptionKey
        }
    }

    /// Of leaves that were not put in place by a commit: none.
    var parentHash: [UInt8]? {
        switch self {
        case .leaf(let leaf):
            if case .commit(let hash) = leaf.source { hash } else { nil }
        case .parent(let parent): parent.parentHash
        }
    }
}

extension TreeNode: MLSCodable {
    init(from reader: inout MLSReader) throws(CodecError) {
        switch try reader.integer(UInt8.self) {
        case 1: self = .leaf(try LeafNode(from: &reader))
        case 2: self = .parent(try ParentNode(from: &reader))
        case let other: throw .unknownValue("node type", UInt64(other))
        }
    }

    func write(to writer: inout MLSWriter) {
        switch self {
        case .leaf(let leaf):
            writer.integer(UInt8(1))
            leaf.write(to: &writer)
        case .parent(let parent):
            writer.integer(UInt8(2))
            parent.write(to: &writer)
        }
    }
}
