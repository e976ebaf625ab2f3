/// Puts proposals into effect and starts an epoch (RFC 9420 §12.4).
struct Commit: Hashable, Sendable, MLSCodable {
    enum Item: Hashable, Sendable {
        case proposal(Proposal)
        case reference([UInt8])
    }

    let items: [Item]
    let path: UpdatePath?

    init(items: [Item], path: UpdatePath?) {
        self.items = items
        self.path = path
    }

    init(from reader: inout MLSReader) throws(CodecError) {
        items = try reader.list()
        path = try reader.optional()
    }

    func write(to writer: inout MLSWriter) {
        writer.list(items)
        writer.optional(path)
    }
}

extension Commit.Item: MLSCodable {
    init(from reader: inout MLSReader) throws(CodecError) {
        switch try reader.integer(UInt8.self) {
        case 1: self = .proposal(try Proposal(from: &reader))
        case 2: self = .reference(try reader.vector())
        case let other: throw .unknownValue("proposal or reference", UInt64(other))
        }
    }

    func write(to writer: inout MLSWriter) {
        switch self {
        case .proposal(let proposal):
            writer.integer(UInt8(1))
            proposal.write(to: &writer)
        case .reference(let reference):
            writer.integer(UInt8(2))
            writer.vector(reference)
        }
    }
}
