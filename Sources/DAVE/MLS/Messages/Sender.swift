/// Who sent a message (RFC 9420 §6).
enum Sender: Hashable, Sendable {
    case member(LeafIndex)
    /// An entry of the group's external senders.
    case external(UInt32)
    case newMemberProposal
    case newMemberCommit

    /// Whether the sender signs over the group's state.
    var knowsGroupContext: Bool {
        switch self {
        case .member, .newMemberCommit: true
        case .external, .newMemberProposal: false
        }
    }
}

extension Sender: MLSCodable {
    init(from reader: inout MLSReader) throws(CodecError) {
        switch try reader.integer(UInt8.self) {
        case 1: self = .member(try LeafIndex(from: &reader))
        case 2: self = .external(try reader.integer())
        case 3: self = .newMemberProposal
        case 4: self = .newMemberCommit
        case let other: throw .unknownValue("sender type", UInt64(other))
        }
    }

    func write(to writer: inout MLSWriter) {
        switch self {
        case .member(let leaf):
            writer.integer(UInt8(1))
            leaf.write(to: &writer)
        case .external(let index):
            writer.integer(UInt8(2))
            writer.integer(index)
        case .newMemberProposal: writer.integer(UInt8(3))
        case .newMemberCommit: writer.integer(UInt8(4))
        }
    }
}
