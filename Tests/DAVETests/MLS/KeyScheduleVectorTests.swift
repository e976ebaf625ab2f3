import Crypto
import TestVectors
import Testing

@testable import DAVE

@Suite(.enabled(if: TestVectors.areExpected, "the test vectors are absent"))
struct KeyScheduleVectorTests {
    private struct Schedule: Decodable {
        struct Exporter: Decodable {
            let label: String
            let context: HexBytes
            let length: Int
            let secret: HexBytes
        }
        struct Epoch: Decodable {
            let commitSecret: HexBytes
            let pskSecret: HexBytes
            let confirmedTranscriptHash: HexBytes
            let treeHash: HexBytes
            let groupContext: HexBytes
            let joinerSecret: HexBytes
            let welcomeSecret: HexBytes
            let initSecret: HexBytes
            let senderDataSecret: HexBytes
            let encryptionSecret: HexBytes
            let exporterSecret: HexBytes
            let epochAuthenticator: HexBytes
            let externalSecret: HexBytes
            let externalPub: HexBytes
            let confirmationKey: HexBytes
            let membershipKey: HexBytes
            let resumptionPsk: HexBytes
            let exporter: Exporter
        }
        let groupId: HexBytes
        let initialInitSecret: HexBytes
        let epochs: [Epoch]
    }

    @Test func `the key-schedule case holds in all 5 epochs`() throws {
        let cases = try MLSVectors.load("key-schedule", of: Schedule.self)
        #expect(cases.count == 1)
        for test in cases {
            #expect(test.epochs.count == 5)
            var initSecret = test.initialInitSecret.secret
            for (number, epoch) in test.epochs.enumerated() {
                let context = GroupContext(
                    groupID: test.groupId.bytes, epoch: UInt64(number), treeHash: epoch.treeHash.bytes,
                    confirmedTranscriptHash: epoch.confirmedTranscriptHash.bytes, extensions: [])
                #expect(MLSWriter.encode(context) == epoch.groupContext.bytes)
                initSecret = try check(epoch, context, initSecret: initSecret)
            }
        }
    }

    private func check(
        _ epoch: Schedule.Epoch, _ context: GroupContext, initSecret: SecretBytes
    ) throws -> SecretBytes {
        let joiner = KeySchedule.joinerSecret(
            initSecret: initSecret, commitSecret: epoch.commitSecret.secret, context: context)
        #expect(joiner == epoch.joinerSecret.secret)
        let welcome = KeySchedule.welcomeSecret(
            joinerSecret: joiner, preSharedKeySecret: epoch.pskSecret.secret)
        #expect(welcome == epoch.welcomeSecret.secret)
        let epochSecret = KeySchedule.epochSecret(
            joinerSecret: joiner, preSharedKeySecret: epoch.pskSecret.secret, context: context)
        let secrets = EpochSecrets(epochSecret: epochSecret)
        #expect(secrets.initSecret == epoch.initSecret.secret)
        #expect(secrets.exporterSecret == epoch.exporterSecret.secret)
        #expect(secrets.confirmationKey == epoch.confirmationKey.secret)
        #expect(secrets.membershipKey == epoch.membershipKey.secret)
        #expect(secrets.resumptionSecret == epoch.resumptionPsk.secret)
        #expect(secrets.epochAuthenticator == epoch.epochAuthenticator.secret)
        for (label, expected) in [
            ("sender data", epoch.senderDataSecret), ("encryption", epoch.encryptionSecret),
            ("external", epoch.externalSecret),
        ] {
            #expect(epochSecret.derived(label: label) == expected.secret)
        }
        let external = try HPKE.deriveKeyPair(from: epochSecret.derived(label: "external"))
        #expect(external.publicKey.bytes == epoch.externalPub.bytes)
        let exporter = epoch.exporter
        let exported = secrets.exported(
            label: exporter.label, context: exporter.context.bytes, count: exporter.length)
        #expect(exported == exporter.secret.secret)
        return secrets.initSecret
    }

    private struct PreSharedKeyCase: Decodable {
        struct Key: Decodable {
            let pskId: HexBytes
            let psk: HexBytes
            let pskNonce: HexBytes
        }
        let psks: [Key]
        let pskSecret: HexBytes
    }

    @Test func `the 10 psk_secret cases hold`() throws {
        let cases = try MLSVectors.load("psk_secret", of: PreSharedKeyCase.self)
        #expect(cases.count == 10)
        for test in cases {
            let ids = test.psks.map {
                PreSharedKeyID(kind: .external(id: $0.pskId.bytes), nonce: $0.pskNonce.bytes)
            }
            let keys: PreSharedKeys.Known = Dictionary(
                test.psks.map { (.external(id: $0.pskId.bytes), $0.psk.secret) },
                uniquingKeysWith: { first, _ in first })
            #expect(try PreSharedKeys.secret(of: ids, known: keys) == test.pskSecret.secret)
            if !ids.isEmpty {
                #expect(throws: MLSError.missingPreSharedKey) {
                    _ = try PreSharedKeys.secret(of: ids, known: [:])
                }
            }
        }
    }

    private struct Transcript: Decodable {
        let confirmationKey: HexBytes
        let authenticatedContent: HexBytes
        let interimTranscriptHashBefore: HexBytes
        let confirmedTranscriptHashAfter: HexBytes
        let interimTranscriptHashAfter: HexBytes
    }

    @Test func `the 100 transcript-hashes cases hold`() throws {
        let cases = try MLSVectors.load("transcript-hashes", of: Transcript.self)
        #expect(cases.count == 100)
        for test in cases {
            let commit = try MLSReader.decode(AuthenticatedContent.self, from: test.authenticatedContent.bytes)
            let tag = try #require(commit.confirmationTag)
            let confirmed = TranscriptHash.confirmed(
                afterInterim: test.interimTranscriptHashBefore.bytes, commit: commit)
            #expect(confirmed == test.confirmedTranscriptHashAfter.bytes)
            #expect(
                TranscriptHash.interim(afterConfirmed: confirmed, confirmationTag: tag)
                    == test.interimTranscriptHashAfter.bytes)
            #expect(test.confirmationKey.secret.mac(confirmed) == tag)
        }
    }
}
