/// The outermost frame (RFC 9420 §6).
enum MLSMessage: Sendable, Hashable {
    case publicMessage(PublicMessage)
    case privateMessage(PrivateMessage)
    case welcome(Welcome)
    case groupInfo(GroupInfo)
    case keyPackage(KeyPackage)
}

extension MLSMessage: MLSCodable {
    init(from reader: inout MLSReader) throws(CodecError) {
        let version = try reader.integer(UInt16.self)
        guard version == MLSParameters.version else { throw .unknownValue("protocol version", UInt64(version)) }
        switch try reader.integer(UInt16.self) {
        case 1: self = .publicMessage(try PublicMessage(from: &reader))
        case 2: self = .privateMessage(try PrivateMessage(from: &reader))
        case 3: self = .welcome(try Welcome(from: &reader))
        case 4: self = .groupInfo(try GroupInfo(from: &reader))
        case 5: self = .keyPackage(try KeyPackage(from: &reader))
        case let other: throw .unknownValue("wire format", UInt64(other))
        }
    }

    func write(to writer: inout MLSWriter) {
        writer.integer(MLSParameters.version)
        switch self {
        case .publicMessage(let message):
            writer.integer(UInt16(1))
            message.write(to: &writer)
        case .privateMessage(let message):
            writer.integer(UInt16(2))
            message.write(to: &writer)
        case .welcome(let welcome):
            writer.integer(UInt16(3))
            welcome.write(to: &writer)
        case .groupInfo(let info):
            writer.integer(UInt16(4))
            info.write(to: &writer)
        case .keyPackage(let keyPackage):
            writer.integer(UInt16(5))
            keyPackage.write(to: &writer)
        }
    }
}
