import Crypto
import TestVectors
import Testing

@testable import DAVE

@Suite(.enabled(if: TestVectors.areExpected, "the test vectors are absent"))
struct TreeKEMVectorTests {
    private struct Case: Decodable {
        struct PathSecret: Decodable {
            let node: Int
            let pathSecret: HexBytes
        }
        struct Member: Decodable {
            let index: UInt32
            let encryptionPriv: HexBytes
            let signaturePriv: HexBytes
            let pathSecrets: [PathSecret]
        }
        struct Path: Decodable {
            let sender: UInt32
            let updatePath: HexBytes
            let pathSecrets: [HexBytes?]
            let commitSecret: HexBytes
            let treeHashAfter: HexBytes
        }
        let groupId: HexBytes
        let epoch: UInt64
        let confirmedTranscriptHash: HexBytes
        let ratchetTree: HexBytes
        let leavesPrivate: [Member]
        let updatePaths: [Path]

        /// As it is while a path is encrypted, apart from the tree hash.
        var context: GroupContext {
            GroupContext(
                groupID: groupId.bytes, epoch: epoch, treeHash: [],
                confirmedTranscriptHash: confirmedTranscriptHash.bytes, extensions: [])
        }
    }

    private func recipients(of test: Case) throws -> [TreeKEM.Recipient] {
        try test.leavesPrivate.map { member in
            let index = LeafIndex(member.index)
            var keys = PrivateKeys(leaf: index, key: try P256PrivateKey(member.encryptionPriv))
            for step in member.pathSecrets {
                keys.set(try PathSecrets(from: step.pathSecret.secret, along: [NodeIndex(step.node)]))
            }
            return TreeKEM.Recipient(index: index, keys: keys)
        }
    }

    @Test func `the paths of the 11 treekem cases are decrypted by every member`() throws {
        let cases = try MLSVectors.load("treekem", of: Case.self)
        #expect(cases.count == 11)
        for test in cases {
            let tree = try RatchetTree(encoded: test.ratchetTree.bytes)
            let recipients = try recipients(of: test)
            for path in test.updatePaths {
                let updatePath = try MLSReader.decode(UpdatePath.self, from: path.updatePath.bytes)
                let sender = LeafIndex(path.sender)
                var merged = tree
                try updatePath.leaf.validateSignature(
                    at: LeafNode.Place(groupID: test.groupId.bytes, leaf: sender))
                try TreeKEM.merge(updatePath, of: sender, into: &merged, excluding: [])
                #expect(merged.treeHash() == path.treeHashAfter.bytes)
                var context = test.context
                context.treeHash = merged.treeHash()
                for recipient in recipients where recipient.index != sender {
                    let secrets = try TreeKEM.decrypt(
                        updatePath, of: sender, for: recipient, in: merged, excluding: [], context: context)
                    #expect(secrets.commitSecret == path.commitSecret.secret)
                    let expected = try #require(path.pathSecrets[Int(recipient.index.rawValue)])
                    #expect(secrets.steps.first?.secret == expected.secret)
                }
            }
        }
    }

    @Test func `paths made by every member of the 11 treekem cases are decrypted by every other`() throws {
        for test in try MLSVectors.load("treekem", of: Case.self) {
            let tree = try RatchetTree(encoded: test.ratchetTree.bytes)
            let recipients = try recipients(of: test)
            for member in test.leavesPrivate {
                let sender = LeafIndex(member.index)
                let leaf = try #require(tree[sender])
                let signingKey = MLSSigningKey(
                    key: try P256PrivateKey(member.signaturePriv), credential: leaf.credential)
                let made = try TreeKEM.makePath(
                    in: tree, by: TreeKEM.Committer(index: sender, signingKey: signingKey), excluding: [],
                    context: test.context)
                let sent = try MLSReader.decode(UpdatePath.self, from: MLSWriter.encode(made.path))
                var merged = tree
                try TreeKEM.merge(sent, of: sender, into: &merged, excluding: [])
                #expect(merged.encoded == made.tree.encoded)
                var context = test.context
                context.treeHash = merged.treeHash()
                for recipient in recipients where recipient.index != sender {
                    let secrets = try TreeKEM.decrypt(
                        sent, of: sender, for: recipient, in: merged, excluding: [], context: context)
                    #expect(secrets.commitSecret == made.secrets.commitSecret)
                }
            }
        }
    }
}
