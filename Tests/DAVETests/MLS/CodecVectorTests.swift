import TestVectors
import Testing

@testable import DAVE

@Suite(.enabled(if: TestVectors.areExpected, "the test vectors are absent"))
struct CodecVectorTests {
    private struct Length: Decodable {
        let vlbytesHeader: HexBytes
        let length: Int
    }

    @Test func `the 14 deserialization cases are read and written`() throws {
        let cases = try MLSVectors.load("deserialization", of: Length.self)
        #expect(cases.count == 14)
        for test in cases {
            var reader = try MLSReader(test.vlbytesHeader.bytes)
            #expect(try reader.length() == test.length)
            #expect(reader.isAtEnd)
            #expect(MLSWriter.collect { $0.length(test.length) } == test.vlbytesHeader.bytes)
        }
    }

    private struct Messages: Decodable {
        let mlsWelcome: HexBytes
        let mlsGroupInfo: HexBytes
        let mlsKeyPackage: HexBytes
        let ratchetTree: HexBytes
        let groupSecrets: HexBytes
        let addProposal: HexBytes
        let updateProposal: HexBytes
        let removeProposal: HexBytes
        let preSharedKeyProposal: HexBytes
        let reInitProposal: HexBytes
        let externalInitProposal: HexBytes
        let groupContextExtensionsProposal: HexBytes
        let commit: HexBytes
        let publicMessageApplication: HexBytes
        let publicMessageProposal: HexBytes
        let publicMessageCommit: HexBytes
        let privateMessage: HexBytes
    }

    @Test func `each of the 17 structures of the 20 messages cases is read and written again`() throws {
        let cases = try MLSVectors.load("messages", of: Messages.self)
        #expect(cases.count == 20)
        for test in cases {
            for message in [
                test.mlsWelcome, test.mlsGroupInfo, test.mlsKeyPackage, test.publicMessageApplication,
                test.publicMessageProposal, test.publicMessageCommit, test.privateMessage,
            ] {
                try roundTrip(MLSMessage.self, message.bytes)
            }
            try roundTrip(GroupSecrets.self, test.groupSecrets.bytes)
            try roundTrip(Commit.self, test.commit.bytes)
            #expect(try RatchetTree(encoded: test.ratchetTree.bytes).encoded == test.ratchetTree.bytes)
            for (type, proposal) in [
                (1, test.addProposal), (2, test.updateProposal), (3, test.removeProposal),
                (4, test.preSharedKeyProposal), (5, test.reInitProposal), (6, test.externalInitProposal),
                (7, test.groupContextExtensionsProposal),
            ] {
                try roundTrip(Proposal.self, [0, UInt8(type)] + proposal.bytes)
            }
        }
    }

    private func roundTrip<Value: MLSCodable>(_ type: Value.Type, _ bytes: [UInt8]) throws {
        let value = try MLSReader.decode(type, from: bytes)
        #expect(MLSWriter.encode(value) == bytes)
        #expect(throws: CodecError.trailingBytes) { _ = try MLSReader.decode(type, from: bytes + [0]) }
        for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 40)) {
            #expect(throws: CodecError.self) { _ = try MLSReader.decode(type, from: Array(bytes.prefix(count))) }
        }
    }
}
