/// Who a member claims to be (RFC 9420 §5.3).
enum Credential: Hashable, Sendable {
    case basic(identity: [UInt8])
    case x509(certificates: [MLSBytes])

    static let basicType: UInt16 = 1
    static let x509Type: UInt16 = 2

    var type: UInt16 {
        switch self {
        case .basic: Self.basicType
        case .x509: Self.x509Type
        }
    }
}

extension Credential: MLSCodable {
    init(from reader: inout MLSReader) throws(CodecError) {
        switch try reader.integer(UInt16.self) {
        case Self.basicType: self = .basic(identity: try reader.vector())
        case Self.x509Type: self = .x509(certificates: try reader.list())
        case let other: throw .unknownValue("credential type", UInt64(other))
        }
    }

    func write(to writer: inout MLSWriter) {
        writer.integer(type)
        switch self {
        case .basic(let identity): writer.vector(identity)
        case .x509(let certificates): writer.list(certificates)
        }
    }
}
