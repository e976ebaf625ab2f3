/// A subgroup's key (RFC 9420 §7.1).
struct ParentNode: Hashable, Sendable, MLSCodable {
    let encryptionKey: [UInt8]
    var parentHash: [UInt8]
    /// Leaves below that do not know the private key, in rising order.
    var unmergedLeaves: [LeafIndex]

    init(encryptionKey: [UInt8], parentHash: [UInt8], unmergedLeaves: [LeafIndex]) {
        self.encryptionKey = encryptionKey
        self.parentHash = parentHash
        self.unmergedLeaves = unmergedLeaves
    }

    init(from reader: inout MLSReader) throws(CodecError) {
        encryptionKey = try reader.vector()
        parentHash = try reader.vector()
        unmergedLeaves = try reader.list()
    }

    func write(to writer: inout MLSWriter) {
        writer.vector(encryptionKey)
        writer.vector(parentHash)
        writer.list(unmergedLeaves)
    }
}
