import Crypto
import TestVectors
import Testing

@testable import DAVE

@Suite(.enabled(if: TestVectors.areExpected, "the test vectors are absent"))
struct MessageProtectionVectorTests {
    private struct Case: Decodable {
        let groupId: HexBytes
        let epoch: UInt64
        let treeHash: HexBytes
        let confirmedTranscriptHash: HexBytes
        let signaturePriv: HexBytes
        let signaturePub: HexBytes
        let membershipKey: HexBytes
        let proposal: HexBytes
        let proposalPub: HexBytes
        let commit: HexBytes
        let commitPub: HexBytes

        var context: GroupContext {
            GroupContext(
                groupID: groupId.bytes, epoch: epoch, treeHash: treeHash.bytes,
                confirmedTranscriptHash: confirmedTranscriptHash.bytes, extensions: [])
        }
    }

    @Test func `the public messages of the message-protection case are verified and made`() throws {
        let cases = try MLSVectors.load("message-protection", of: Case.self)
        #expect(cases.count == 1)
        for test in cases {
            let proposal = try MLSReader.decode(Proposal.self, from: test.proposal.bytes)
            try check(test, test.proposalPub.bytes, .proposal(proposal))
            let commit = try MLSReader.decode(Commit.self, from: test.commit.bytes)
            try check(test, test.commitPub.bytes, .commit(commit))
        }
    }

    private func check(_ test: Case, _ bytes: [UInt8], _ body: FramedContent.Body) throws {
        guard case .publicMessage(let message) = try MLSReader.decode(MLSMessage.self, from: bytes) else {
            Issue.record("not a public message")
            return
        }
        let signerKey = test.signaturePub.bytes
        let membershipKey = test.membershipKey.secret
        try message.verify(signerKey: signerKey, in: test.context, membershipKey: membershipKey)
        #expect(message.message.content.body == body)

        let key = MLSSigningKey(key: try P256PrivateKey(test.signaturePriv), credential: .basic(identity: []))
        let content = message.message.content
        let signed = AuthenticatedContent(
            wireFormat: PublicMessage.wireFormat, content: content,
            signature: try key.sign(
                AuthenticatedContent.signedContent(
                    wireFormat: PublicMessage.wireFormat, content, in: test.context),
                label: AuthenticatedContent.signatureLabel),
            confirmationTag: message.message.confirmationTag)
        let own = PublicMessage(tagging: signed, in: test.context, membershipKey: membershipKey)
        try own.verify(signerKey: signerKey, in: test.context, membershipKey: membershipKey)

        var otherContext = test.context
        otherContext.epoch += 1
        #expect(throws: MLSError.invalidMembershipTag) {
            try own.verify(signerKey: signerKey, in: otherContext, membershipKey: membershipKey)
        }
        #expect(throws: MLSError.invalidMembershipTag) {
            try own.verify(signerKey: signerKey, in: test.context, membershipKey: .random(count: 32))
        }
        #expect(throws: MLSError.invalidSignature) {
            let other = try P256PrivateKey().publicKey.bytes
            try own.verify(signerKey: other, in: test.context, membershipKey: membershipKey)
        }
    }

    private struct WelcomeCase: Decodable {
        let initPriv: HexBytes
        let keyPackage: HexBytes
        let signerPub: HexBytes
        let welcome: HexBytes
    }

    @Test func `the welcome case opens, and its group info is signed and confirmed`() throws {
        let cases = try MLSVectors.load("welcome", of: WelcomeCase.self)
        #expect(cases.count == 1)
        for test in cases {
            guard case .welcome(let welcome) = try MLSReader.decode(MLSMessage.self, from: test.welcome.bytes),
                case .keyPackage(let package) = try MLSReader.decode(
                    MLSMessage.self, from: test.keyPackage.bytes)
            else {
                Issue.record("not a welcome and a key package")
                continue
            }
            let entry = try #require(welcome.secrets.first { $0.newMember == package.reference })
            let secrets = try MLSReader.decode(
                GroupSecrets.self,
                from: MLSEncryption.open(
                    entry.encrypted, with: P256PrivateKey(test.initPriv), label: "Welcome",
                    context: welcome.encryptedGroupInfo
                ).exposed)
            let key = try WelcomeKey(joinerSecret: secrets.joinerSecret, preSharedKeySecret: .mlsZero)
            let info = try MLSReader.decode(GroupInfo.self, from: key.open(welcome.encryptedGroupInfo))
            #expect(info.hasValidSignature(by: test.signerPub.bytes))
            #expect(!info.hasValidSignature(by: package.leaf.signatureKey))
            let epoch = EpochSecrets(
                epochSecret: KeySchedule.epochSecret(
                    joinerSecret: secrets.joinerSecret, preSharedKeySecret: .mlsZero, context: info.context))
            #expect(epoch.confirmationKey.mac(info.context.confirmedTranscriptHash) == info.confirmationTag)
        }
    }
}
