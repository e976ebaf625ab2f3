/// What all members must agree on in an epoch (RFC 9420 §8.1).
struct GroupContext: Hashable, Sendable, MLSCodable {
    let version: UInt16
    let cipherSuite: UInt16
    let groupID: [UInt8]
    var epoch: UInt64
    var treeHash: [UInt8]
    var confirmedTranscriptHash: [UInt8]
    var extensions: [MLSExtension]

    init(
        groupID: [UInt8], epoch: UInt64, treeHash: [UInt8], confirmedTranscriptHash: [UInt8],
        extensions: [MLSExtension]
    ) {
        version = MLSParameters.version
        cipherSuite = MLSParameters.cipherSuite
        self.groupID = groupID
        self.epoch = epoch
        self.treeHash = treeHash
        self.confirmedTranscriptHash = confirmedTranscriptHash
        self.extensions = extensions
    }

    init(from reader: inout MLSReader) throws(CodecError) {
        version = try reader.integer()
        cipherSuite = try reader.integer()
        groupID = try reader.vector()
        epoch = try reader.integer()
        treeHash = try reader.vector()
        confirmedTranscriptHash = try reader.vector()
        extensions = try reader.list()
    }

    func write(to writer: inout MLSWriter) {
        writer.integer(version)
        writer.integer(cipherSuite)
        writer.vector(groupID)
        writer.integer(epoch)
        writer.vector(treeHash)
        writer.vector(confirmedTranscriptHash)
        writer.list(extensions)
    }
}
