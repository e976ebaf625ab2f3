/// New keys from a committer's leaf to the root (RFC 9420 §7.6).
struct UpdatePath: Hashable, Sendable, MLSCodable {
    struct Node: Hashable, Sendable, MLSCodable {
        let encryptionKey: [UInt8]
        /// The path secret, once for each node of the copath child's resolution.
        let encryptedPathSecrets: [HPKECiphertext]

        init(encryptionKey: [UInt8], encryptedPathSecrets: [HPKECiphertext]) {
            self.encryptionKey = encryptionKey
            self.encryptedPathSecrets = encryptedPathSecrets
        }

        init(from reader: inout MLSReader) throws(CodecError) {
            encryptionKey = try reader.vector()
            encryptedPathSecrets = try reader.list()
        }

        func write(to writer: inout MLSWriter) {
            writer.vector(encryptionKey)
            writer.list(encryptedPathSecrets)
        }
    }

    let leaf: LeafNode
    let nodes: [Node]

    init(leaf: LeafNode, nodes: [Node]) {
        self.leaf = leaf
        self.nodes = nodes
    }

    init(from reader: inout MLSReader) throws(CodecError) {
        leaf = try LeafNode(from: &reader)
        nodes = try reader.list()
    }

    func write(to writer: inout MLSWriter) {
        leaf.write(to: &writer)
        writer.list(nodes)
    }
}
