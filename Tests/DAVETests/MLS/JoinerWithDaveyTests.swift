import Crypto
import TestVectors
import Testing

@testable import DAVE

/// One member's life in a group of which davey made every other byte.
@Suite(.enabled(if: TestVectors.areExpected, "the test vectors are absent"))
struct JoinerWithDaveyTests {
    struct Recording: Decodable, Sendable {
        struct Joiner: Decodable, Sendable {
            let userId: String
            let signaturePriv: HexBytes
            let initPriv: HexBytes
            let leafPriv: HexBytes
            let keyPackage: HexBytes
        }
        struct Step: Decodable, Sendable {
            let op27: HexBytes?
            let commit: HexBytes?
            let welcome: HexBytes?
            let members: [String]
            let committer: String
            let path: Bool
            let epoch: UInt64
            let epochAuthenticator: HexBytes
            let baseSecrets: [String: HexBytes]
            let frameSender: String
            let frame: HexBytes
            let framePlain: HexBytes
        }
        let channelId: String
        let externalSender: HexBytes
        let joiner: Joiner
        let steps: [Step]

        static func load() throws -> Recording {
            try TestVectors.load("dave/joiner_with_davey.json", as: Recording.self)
        }

        func ownKeyPackage() throws -> OwnKeyPackage {
            let package = try MLSReader.decode(KeyPackage.self, from: joiner.keyPackage.bytes)
            return OwnKeyPackage(
                keyPackage: package, initKey: try P256PrivateKey(joiner.initPriv),
                leafKey: try P256PrivateKey(joiner.leafPriv),
                signingKey: MLSSigningKey(
                    key: try P256PrivateKey(joiner.signaturePriv), credential: package.leaf.credential))
        }
    }

    @Test func `the joiner follows davey through all six epochs and hears every sender`() throws {
        let recording = try Recording.load()
        #expect(recording.steps.count == 6)
        let package = try recording.ownKeyPackage()
        try package.keyPackage.validate()
        var joined: MLSGroup?
        for step in recording.steps {
            if let welcome = step.welcome {
                joined = try MLSGroup(
                    joining: MLSReader.decode(Welcome.self, from: welcome.bytes), with: package)
            }
            var group = try #require(joined)
            if let op27 = step.op27, let commit = step.commit {
                group = try follow(op27.bytes, commit.bytes, in: group, committer: step.committer)
            }
            try check(step, group)
            joined = group
        }
    }

    private func follow(
        _ op27: [UInt8], _ commit: [UInt8], in group: MLSGroup, committer: String
    ) throws -> MLSGroup {
        var reader = try MLSReader(op27)
        #expect(try reader.integer(UInt8.self) == 0)
        var received: ProposalList.Received = [:]
        for message in try reader.list(of: MLSMessage.self) {
            guard case .publicMessage(let message) = message else { throw MLSError.unexpectedMessage }
            let content = try group.authenticate(message).message
            guard case .proposal(let proposal) = content.content.body else { throw MLSError.unexpectedMessage }
            received[content.proposalReference] = .init(proposal: proposal, sender: content.content.sender)
        }
        try reader.finish()
        guard case .publicMessage(let message) = try MLSReader.decode(MLSMessage.self, from: commit) else {
            throw MLSError.unexpectedMessage
        }
        let authentic = try group.authenticate(message)
        let leaf = try #require(authentic.member.flatMap { group.tree[$0] })
        #expect(leaf.credential == .basic(identity: Self.identity(of: committer)))
        return try group.applying(authentic, received: received)
    }

    private func check(_ step: Recording.Step, _ group: MLSGroup) throws {
        #expect(group.epoch == step.epoch)
        #expect(group.secrets.epochAuthenticator == step.epochAuthenticator.secret)
        let identities = group.tree.members.map(\.leaf.credential)
        #expect(Set(identities) == Set(step.members.map { .basic(identity: Self.identity(of: $0)) }))
        #expect(step.baseSecrets.count == step.members.count)
        for (user, secret) in step.baseSecrets {
            #expect(group.mediaSecret(of: try #require(UInt64(user))) == secret.secret)
        }
        var decryptor = FrameDecryptor()
        let sender = try #require(UInt64(step.frameSender))
        let isInstalled = decryptor.install(baseSecret: group.mediaSecret(of: sender), now: .zero)
        #expect(isInstalled)
        #expect(try decryptor.decrypt(step.frame.bytes, now: .zero) == step.framePlain.bytes)
    }

    private static func identity(of user: String) -> [UInt8] {
        MLSWriter.collect { $0.integer(UInt64(user) ?? 0) }
    }
}
