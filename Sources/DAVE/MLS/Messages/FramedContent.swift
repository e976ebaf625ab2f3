/// What a message says, and where it belongs (RFC 9420 §6).
struct FramedContent: Hashable, Sendable, MLSCodable {
    enum Body: Hashable, Sendable {
        case application([UInt8])
        case proposal(Proposal)
        case commit(Commit)
    }

    let groupID: [UInt8]
    let epoch: UInt64
    let sender: Sender
    let authenticatedData: [UInt8]
    let body: Body

    init(groupID: [UInt8], epoch: UInt64, sender: Sender, authenticatedData: [UInt8] = [], body: Body) {
        self.groupID = groupID
        self.epoch = epoch
        self.sender = sender
        self.authenticatedData = authenticatedData
        self.body = body
    }

    init(from reader: inout MLSReader) throws(CodecError) {
        groupID = try reader.vector()
        epoch = try reader.integer()
        sender = try Sender(from: &reader)
        authenticatedData = try reader.vector()
        switch try reader.integer(UInt8.self) {
        case 1: body = .application(try reader.vector())
        case 2: body = .proposal(try Proposal(from: &reader))
        case 3: body = .commit(try Commit(from: &reader))
        case let other: throw .unknownValue("content type", UInt64(other))
        }
    }

    func write(to writer: inout MLSWriter) {
        writer.vector(groupID)
        writer.integer(epoch)
        sender.write(to: &writer)
        writer.vector(authenticatedData)
        switch body {
        case .application(let data):
            writer.integer(UInt8(1))
            writer.vector(data)
        case .proposal(let proposal):
            writer.integer(UInt8(2))
            proposal.write(to: &writer)
        case .commit(let commit):
            writer.integer(UInt8(3))
            commit.write(to: &writer)
        }
    }
}
