/// Names a pre-shared key (RFC 9420 §8.4).
struct PreSharedKeyID: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case external(id: [UInt8])
        case resumption(usage: ResumptionUsage, groupID: [UInt8], epoch: UInt64)
    }

    enum ResumptionUsage: UInt8, Sendable {
        case application = 1
        case reinit = 2
        case branch = 3
    }

    let kind: Kind
    let nonce: [UInt8]
}

extension PreSharedKeyID: MLSCodable {
    init(from reader: inout MLSReader) throws(CodecError) {
        switch try reader.integer(UInt8.self) {
        case 1: kind = .external(id: try reader.vector())
        case 2:
            let code = try reader.integer(UInt8.self)
            guard let usage = ResumptionUsage(rawValue: code) else {
                throw .unknownValue("resumption usage", UInt64(code))
            }
            kind = .resumption(usage: usage, groupID: try reader.vector(), epoch: try reader.integer())
        case let other: throw .unknownValue("pre-shared key type", UInt64(other))
        }
        nonce = try reader.vector()
    }

    func write(to writer: inout MLSWriter) {
        switch kind {
        case .external(let id):
            writer.integer(UInt8(1))
            writer.vector(id)
        case .resumption(let usage, let groupID, let epoch):
            writer.integer(UInt8(2))
            writer.integer(usage.rawValue)
            writer.vector(groupID)
            writer.integer(epoch)
        }
        writer.vector(nonce)
    }
}
