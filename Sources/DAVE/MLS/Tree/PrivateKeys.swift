internal import Crypto

/// The private keys a member knows: its leaf's and those of some nodes above.
struct PrivateKeys: Sendable {
    private var keys: [NodeIndex: P256PrivateKey]

    init(leaf: LeafIndex, key: P256PrivateKey) {
        keys = [leaf.node: key]
    }

    subscript(node: NodeIndex) -> P256PrivateKey? {
        get { keys[node] }
        set { keys[node] = newValue }
    }

    /// Forgets every key that the tree does not use any more.
    mutating func keepOnly(in tree: RatchetTree) {
        keys = keys.filter { node, key in tree[node]?.encryptionKey == key.publicKey.bytes }
    }

    mutating func set(_ secrets: PathSecrets) {
        for step in secrets.steps { keys[step.node] = step.key }
    }
}
