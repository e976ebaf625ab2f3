/// An extension of a leaf, key package, group context or group info (RFC 9420 §13.4), its content not looked into.
struct MLSExtension: Hashable, Sendable, MLSCodable {
    static let ratchetTree: UInt16 = 2
    static let requiredCapabilities: UInt16 = 3
    static let externalSenders: UInt16 = 5
    /// Types every client knows; a leaf does not list them among its capabilities.
    static let defaultTypes: ClosedRange<UInt16> = 1...5

    let type: UInt16
    let data: [UInt8]

    init(type: UInt16, data: [UInt8]) {
        self.type = type
        self.data = data
    }

    init(from reader: inout MLSReader) throws(CodecError) {
        type = try reader.integer()
        data = try reader.vector()
    }

    func write(to writer: inout MLSWriter) {
        writer.integer(type)
        writer.vector(data)
    }
}
