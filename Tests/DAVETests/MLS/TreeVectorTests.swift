import Crypto
import TestVectors
import Testing

@testable import DAVE

@Suite(.enabled(if: TestVectors.areExpected, "the test vectors are absent"))
struct TreeVectorTests {
    private struct Math: Decodable {
        let nLeaves: Int
        let nNodes: Int
        let root: Int
        let left: [Int?]
        let right: [Int?]
        let parent: [Int?]
        let sibling: [Int?]
    }

    @Test func `the 10 tree-math cases hold for every node`() throws {
        let cases = try MLSVectors.load("tree-math", of: Math.self)
        #expect(cases.count == 10)
        for test in cases {
            let root = NodeIndex.root(leafCount: test.nLeaves)
            #expect(root.rawValue == test.root)
            #expect(test.nNodes == 2 * test.nLeaves - 1)
            for place in 0..<test.nNodes {
                let node = NodeIndex(place)
                #expect(node.left?.rawValue == test.left[place])
                #expect(node.right?.rawValue == test.right[place])
                guard node != root else { continue }
                #expect(node.parent.rawValue == test.parent[place])
                #expect(node.sibling.rawValue == test.sibling[place])
            }
        }
    }

    private struct Operation: Decodable {
        let proposal: HexBytes
        let proposalSender: UInt32
        let treeBefore: HexBytes
        let treeAfter: HexBytes
        let treeHashBefore: HexBytes
        let treeHashAfter: HexBytes
    }

    @Test func `the 5 tree-operations cases lead from one tree to the other`() throws {
        let cases = try MLSVectors.load("tree-operations", of: Operation.self)
        #expect(cases.count == 5)
        for test in cases {
            var tree = try RatchetTree(encoded: test.treeBefore.bytes)
            #expect(tree.treeHash() == test.treeHashBefore.bytes)
            let proposal = try MLSReader.decode(Proposal.self, from: test.proposal.bytes)
            let list = try ProposalList(
                resolving: [.reference([])], by: LeafIndex(0),
                received: [[]: .init(proposal: proposal, sender: .member(LeafIndex(test.proposalSender)))])
            var extensions: [MLSExtension] = []
            _ = try list.apply(to: &tree, extensions: &extensions)
            #expect(tree.encoded == test.treeAfter.bytes)
            #expect(tree.treeHash() == test.treeHashAfter.bytes)
        }
    }

    private struct Validation: Decodable {
        let tree: HexBytes
        let groupId: HexBytes
        let resolutions: [[Int]]
        let treeHashes: [HexBytes]
    }

    @Test func `the 14 tree-validation cases have the right hashes and resolutions and are valid`() throws {
        let cases = try MLSVectors.load("tree-validation", of: Validation.self)
        #expect(cases.count == 14)
        for test in cases {
            var tree = try RatchetTree(encoded: test.tree.bytes)
            for (place, hash) in test.treeHashes.enumerated() {
                #expect(tree.treeHash(of: NodeIndex(place)) == hash.bytes)
                #expect(tree.resolution(of: NodeIndex(place)).map(\.rawValue) == test.resolutions[place])
            }
            try tree.validate(groupID: test.groupId.bytes)
            #expect(throws: MLSError.self) { try tree.validate(groupID: test.groupId.bytes + [0]) }
        }
    }

    @Test func `a valid tree with one altered parent is refused`() throws {
        for test in try MLSVectors.load("tree-validation", of: Validation.self) {
            let tree = try RatchetTree(encoded: test.tree.bytes)
            for place in stride(from: 1, to: tree.nodes.count, by: 2) {
                let node = NodeIndex(place)
                guard let parent = tree.parent(node) else { continue }
                var rehashed = tree
                rehashed.set(
                    node,
                    to: .parent(
                        ParentNode(
                            encryptionKey: parent.encryptionKey, parentHash: parent.parentHash + [1],
                            unmergedLeaves: parent.unmergedLeaves)))
                #expect(throws: MLSError.invalidTree(.invalidParentHash)) {
                    try rehashed.validate(groupID: test.groupId.bytes)
                }
                var rekeyed = tree
                rekeyed.set(
                    node,
                    to: .parent(
                        ParentNode(
                            encryptionKey: try P256PrivateKey().publicKey.bytes, parentHash: parent.parentHash,
                            unmergedLeaves: parent.unmergedLeaves)))
                #expect(throws: MLSError.invalidTree(.invalidParentHash)) {
                    try rekeyed.validate(groupID: test.groupId.bytes)
                }
            }
        }
    }
}
