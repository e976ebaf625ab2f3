/// A change of the group that a commit can put into effect (RFC 9420 §12.1).
enum Proposal: Hashable, Sendable {
    case add(KeyPackage)
    case update(LeafNode)
    case remove(LeafIndex)
    case preSharedKey(PreSharedKeyID)
    case reinit(groupID: [UInt8], version: UInt16, cipherSuite: UInt16, extensions: [MLSExtension])
    case externalInit(kemOutput: [UInt8])
    case groupContextExtensions([MLSExtension])

    var type: UInt16 {
        switch self {
        case .add: 1
        case .update: 2
        case .remove: 3
        case .preSharedKey: 4
        case .reinit: 5
        case .externalInit: 6
        case .groupContextExtensions: 7
        }
    }

    /// Whether a commit of it needs a path (RFC 9420 §12.4).
    var requiresPath: Bool {
        switch self {
        case .add, .preSharedKey, .reinit: false
        case .update, .remove, .externalInit, .groupContextExtensions: true
        }
    }
}

extension Proposal: MLSCodable {
    init(from reader: inout MLSReader) throws(CodecError) {
        switch try reader.integer(UInt16.self) {
        case 1: self = .add(try KeyPackage(from: &reader))
        case 2: self = .update(try LeafNode(from: &reader))
        case 3: self = .remove(try LeafIndex(from: &reader))
        case 4: self = .preSharedKey(try PreSharedKeyID(from: &reader))
        case 5:
            self = .reinit(
                groupID: try reader.vector(), version: try reader.integer(), cipherSuite: try reader.integer(),
                extensions: try reader.list())
        case 6: self = .externalInit(kemOutput: try reader.vector())
        case 7: self = .groupContextExtensions(try reader.list())
        case let other: throw .unknownValue("proposal type", UInt64(other))
        }
    }

    func write(to writer: inout MLSWriter) {
        writer.integer(type)
        switch self {
        case .add(let keyPackage): keyPackage.write(to: &writer)
        case .update(let leaf): leaf.write(to: &writer)
        case .remove(let leaf): leaf.write(to: &writer)
        case .preSharedKey(let id): id.write(to: &writer)
        case .reinit(let groupID, let version, let cipherSuite, let extensions):
            writer.vector(groupID)
            writer.integer(version)
            writer.integer(cipherSuite)
            writer.list(extensions)
        case .externalInit(let kemOutput): writer.vector(kemOutput)
        case .groupContextExtensions(let extensions): writer.list(extensions)
        }
    }
}
