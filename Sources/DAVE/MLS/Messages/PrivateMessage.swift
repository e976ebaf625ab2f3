/// An encrypted message (RFC 9420 §6.3). Read so that it can be named in a refusal; DAVE does not use it.
struct PrivateMessage: Hashable, Sendable, MLSCodable {
    let groupID: [UInt8]
    let epoch: UInt64
    let contentType: UInt8
    let authenticatedData: [UInt8]
    let encryptedSenderData: [UInt8]
    let ciphertext: [UInt8]

    init(from reader: inout MLSReader) throws(CodecError) {
        groupID = try reader.vector()
        epoch = try reader.integer()
        contentType = try reader.integer()
        guard (1...3).contains(contentType) else { throw .unknownValue("content type", UInt64(contentType)) }
        authenticatedData = try reader.vector()
        encryptedSenderData = try reader.vector()
        ciphertext = try reader.vector()
    }

    func write(to writer: inout MLSWriter) {
        writer.vector(groupID)
        writer.integer(epoch)
        writer.integer(contentType)
        writer.vector(authenticatedData)
        writer.vector(encryptedSenderData)
        writer.vector(ciphertext)
    }
}
