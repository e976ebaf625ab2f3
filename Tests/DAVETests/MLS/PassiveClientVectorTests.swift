import Crypto
import TestVectors
import Testing

@testable import DAVE

@Suite(.enabled(if: TestVectors.areExpected, "the test vectors are absent"))
struct PassiveClientVectorTests {
    private struct Case: Decodable {
        struct Key: Decodable {
            let pskId: HexBytes
            let psk: HexBytes
        }
        struct Epoch: Decodable {
            let proposals: [HexBytes]
            let commit: HexBytes
            let epochAuthenticator: HexBytes
        }
        let externalPsks: [Key]
        let keyPackage: HexBytes
        let signaturePriv: HexBytes
        let encryptionPriv: HexBytes
        let initPriv: HexBytes
        let welcome: HexBytes
        let ratchetTree: HexBytes?
        let initialEpochAuthenticator: HexBytes
        let epochs: [Epoch]
    }

    private func preSharedKeys(of test: Case) -> PreSharedKeys.Known {
        Dictionary(
            test.externalPsks.map { (.external(id: $0.pskId.bytes), $0.psk.secret) },
            uniquingKeysWith: { first, _ in first })
    }

    private func join(_ test: Case) throws -> MLSGroup {
        guard case .keyPackage(let package) = try MLSReader.decode(MLSMessage.self, from: test.keyPackage.bytes),
            case .welcome(let welcome) = try MLSReader.decode(MLSMessage.self, from: test.welcome.bytes)
        else { throw MLSError.unexpectedMessage }
        let own = OwnKeyPackage(
            keyPackage: package, initKey: try P256PrivateKey(test.initPriv),
            leafKey: try P256PrivateKey(test.encryptionPriv),
            signingKey: MLSSigningKey(
                key: try P256PrivateKey(test.signaturePriv), credential: package.leaf.credential))
        let group = try MLSGroup(
            joining: welcome, with: own, preSharedKeys: preSharedKeys(of: test),
            ratchetTree: test.ratchetTree?.bytes)
        #expect(group.secrets.epochAuthenticator == test.initialEpochAuthenticator.secret)
        return group
    }

    private func message(_ bytes: [UInt8], in group: MLSGroup) throws -> AuthenticMessage {
        guard case .publicMessage(let message) = try MLSReader.decode(MLSMessage.self, from: bytes) else {
            throw MLSError.unexpectedMessage
        }
        return try group.authenticate(message)
    }

    private func follow(_ test: Case, from group: MLSGroup) throws -> MLSGroup {
        var group = group
        var keys = preSharedKeys(of: test)
        for epoch in test.epochs {
            var received: ProposalList.Received = [:]
            for bytes in epoch.proposals {
                let content = try message(bytes.bytes, in: group).message
                guard case .proposal(let proposal) = content.content.body else { throw MLSError.unexpectedMessage }
                received[content.proposalReference] = .init(proposal: proposal, sender: content.content.sender)
            }
            let commit = try message(epoch.commit.bytes, in: group)
            keys[.resumption(usage: .application, groupID: group.groupID, epoch: group.epoch)] =
                group.secrets.resumptionSecret
            group = try group.applying(commit, received: received, preSharedKeys: keys)
            #expect(group.secrets.epochAuthenticator == epoch.epochAuthenticator.secret)
        }
        return group
    }

    @Test func `the 8 passive-client-welcome cases are joined`() throws {
        let cases = try MLSVectors.load("passive-client-welcome", of: Case.self)
        #expect(cases.count == 8)
        for test in cases { _ = try join(test) }
    }

    @Test func `the 13 passive-client-handling-commit cases are joined and followed through 2 epochs`() throws {
        let cases = try MLSVectors.load("passive-client-handling-commit", of: Case.self)
        #expect(cases.count == 13)
        for test in cases {
            #expect(test.epochs.count == 2)
            let group = try join(test)
            let last = try follow(test, from: group)
            #expect(last.epoch == group.epoch + 2)
        }
    }
}
